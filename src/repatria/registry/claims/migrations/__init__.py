"""The registry's claims migrations room."""
