"""The registry's review tests room."""
