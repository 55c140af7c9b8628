"""A list brought in, page by page."""
