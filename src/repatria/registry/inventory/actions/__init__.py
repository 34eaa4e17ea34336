"""The acts of the inventory; the only writers of its rows."""
