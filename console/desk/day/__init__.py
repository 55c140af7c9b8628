"""An agent's own day and weeks."""
