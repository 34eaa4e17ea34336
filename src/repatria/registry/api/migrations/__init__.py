"""The machine entrance."""
