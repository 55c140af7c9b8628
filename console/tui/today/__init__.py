"""F2: the supervisor's day and what is opened from it."""
