"""The registry's intake migrations room."""
