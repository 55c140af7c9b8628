"""Calls as they are made: attempts, answers, callbacks, skips and their tallies."""
