"""What kind of person: stature, age, sex and affinity as distributions, and what they say of a missing man."""
