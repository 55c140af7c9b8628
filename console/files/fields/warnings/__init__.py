"""What a person should know of a mapping before it is used."""
