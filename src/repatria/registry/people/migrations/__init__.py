"""The registry's people migrations room."""
