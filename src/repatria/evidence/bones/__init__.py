"""Commingled bones: which belong together, and how many people they come from."""
