"""Plans, pace, outcomes and answers: how calling is worked."""
