"""What an observation is worth: nouns in, a Finding out; one room per kind of evidence."""
