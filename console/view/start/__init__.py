"""The first start and imports, in words."""
