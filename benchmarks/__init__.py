"""Measurements of Trigpoint and, in the same run, of the machine it runs on. Start with `make bench`."""
