"""The gateway beside its peers, on one database with the same answers: requests per second, and their ratios."""
