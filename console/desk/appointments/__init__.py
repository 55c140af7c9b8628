"""Appointments: set, mark, move, cancel, hand over."""
