"""The agent's means to reach people: scripts, e-mail and the softphone."""
