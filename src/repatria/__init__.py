"""Repatria follows the missing from a hand-over of remains to a name."""
