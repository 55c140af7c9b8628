"""Scripts, objections, rehearsal and letters."""
