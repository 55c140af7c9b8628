"""The demo: sample leads and a simulated floor."""
