"""Other people's files, in and out: bytes to nouns to bytes."""
