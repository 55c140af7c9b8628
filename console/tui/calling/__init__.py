"""The calling screen: its keys, its controller, and its work in the background."""
