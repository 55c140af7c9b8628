"""Rules for a shift: session plans, pace, outcomes and answers."""
