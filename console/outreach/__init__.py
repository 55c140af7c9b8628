"""What an agent reaches people with: scripts, e-mail and the softphone."""
