"""From a cut bone to a genotype: samples, requests, files that come back, profiles, consensus, quality, the case that leaves."""
