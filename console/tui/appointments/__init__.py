"""The sheet that asks for an appointment."""
