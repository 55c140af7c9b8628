"""How a file is to be read: its options, columns and questions."""
