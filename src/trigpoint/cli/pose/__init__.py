"""`trigpoint pose`: one module a command; what they work with is imported when they run."""
