"""The calling screen's picture, a widget a part."""
