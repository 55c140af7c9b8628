"""Calls: attempts, answers, callbacks, skips and tallies."""
