"""Speed and quality: one file per figure."""
