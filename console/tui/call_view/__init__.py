"""The widgets of the calling screen, one for each part."""
