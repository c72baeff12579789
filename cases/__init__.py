"""Define the case library: what a case is, and how it is written, reviewed and published."""
