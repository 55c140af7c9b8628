"""Read screening expressions, and test leads against them."""
