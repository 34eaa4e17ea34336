"""The registry's journal migrations room."""
