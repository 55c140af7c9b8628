"""Text in the cells of a terminal."""

from rich.cells import cell_len, set_cell_size


def fit(text: str, width: int) -> str:
    """The text in at most `width` cells, ended by … where something was left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""
