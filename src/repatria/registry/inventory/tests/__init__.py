"""The tests of the inventory."""
