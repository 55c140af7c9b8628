"""Shared by all commands: the context, options, output, and completion."""
