"""Thin voices: one file per command."""
