"""The floor at this instant, the day, and the supervisor's acts."""
