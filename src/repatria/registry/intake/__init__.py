"""The registry's intake room: hand-overs, what came with them, field review and accession."""
