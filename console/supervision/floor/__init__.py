"""The floor now, and the supervisor's acts."""
