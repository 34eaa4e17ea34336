"""The registry's journal room."""
