"""The floor: agents at their terminals, pauses, notices and calls for help."""
