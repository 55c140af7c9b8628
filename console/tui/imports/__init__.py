"""The pages that import a list."""
