"""The registry's claims tests room."""
