"""Faults and attacks on purpose: engines that kill, cut, fill, race, tamper and restore, and the tests that run them."""
