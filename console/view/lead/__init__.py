"""A lead, its verdict and its company in words."""
