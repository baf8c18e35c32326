"""Backups: one file with everything an installation knows, for either database."""
