"""The supervisor's day and board in words."""
