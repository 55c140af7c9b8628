"""The first start, and a list that comes in, in words."""
