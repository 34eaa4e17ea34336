"""Migrations of the inventory."""
