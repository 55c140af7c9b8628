"""An agent's sessions: planned, started, ended, handed over."""
