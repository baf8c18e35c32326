"""Trigpoint under a seeded simulator: the real engine, with time, chance, crashes and disks in our hands."""
