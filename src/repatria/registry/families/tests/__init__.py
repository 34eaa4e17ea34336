"""Tests of the families stage."""
