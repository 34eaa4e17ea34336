"""Tests that look at one small demonstration, filled once."""
