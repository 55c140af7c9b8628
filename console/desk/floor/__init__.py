"""What an agent and a supervisor see and do of the floor."""
