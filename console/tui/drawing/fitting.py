"""Text in the cells of a terminal."""

from rich.cells import cell_len, set_cell_size


def fit(text: str, width: int) -> str:
    """The text in at most `width` cells, ended by … where something was left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def fit_session(name: str, width: int) -> str:
    """The name of a session: where it has no room, what tells it from its neighbours is kept."""
    told = name.partition(" · ")[
        2
    ]  # as `console.rules.shift.session_names` writes it, not read at start
    return fit(told if told and cell_len(name) > width else name, width)
