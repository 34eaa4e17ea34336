"""Arithmetic: arrays in, arrays out. Knows no noun, no name, no logging and no clock."""
