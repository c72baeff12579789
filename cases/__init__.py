"""The case library: what a case is, how it is submitted, reviewed and published."""
