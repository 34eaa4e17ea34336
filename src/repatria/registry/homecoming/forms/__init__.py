"""The forms of the homecoming stage."""
