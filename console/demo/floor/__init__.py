"""A floor of invented agents on invented leads, and a week of their calls.

It is what a supervisor tries the reports on (`smiledial demo --floor`), and what tests add up.
"""
