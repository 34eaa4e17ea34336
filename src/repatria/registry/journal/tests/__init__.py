"""The registry's journal tests room."""
