"""Draw parts of the administrators' pages."""
