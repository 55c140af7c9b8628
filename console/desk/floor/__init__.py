"""The floor: the board, notices, breaks, imports."""
