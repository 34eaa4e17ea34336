"""Results -> pictures a person can read: SVG, PNG and one page of HTML. No evidence is computed here."""
