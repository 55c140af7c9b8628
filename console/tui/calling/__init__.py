"""The calling screen: its keys, its controller, what runs beside it."""
