"""The registry's programme migrations room."""
