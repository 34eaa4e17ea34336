"""The parts of the way home, in the order in which addresses are looked up."""

PARTS = ("disposing", "going", "ending", "nations", "undoing", "asking", "telling")
"""Telling comes last: its person's page answers to any code."""
