"""What was read, published and finished."""
