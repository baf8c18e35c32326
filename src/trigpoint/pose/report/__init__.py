"""How good a project's answers are, as one page that needs nothing else."""
