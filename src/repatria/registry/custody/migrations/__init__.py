"""The registry's custody migrations room."""
