"""A thin scroll bar: a thick line for what is shown, on a thin line for the whole."""

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

SHOWN, WHOLE = "┃", "│"
SHOWN_COLOUR, WHOLE_COLOUR = Color.parse("bright_magenta"), Color.parse("#555555")
"""Textual's own, where a bar has no style."""


class ThinBar(ScrollBarRender):
    """Draws Textual's vertical bar as lines; what a click on it does stays as it is."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,  # noqa: FBT001 - as in Textual
        back_color: Color = WHOLE_COLOUR,
        bar_color: Color = SHOWN_COLOUR,
    ) -> Segments:
        sizes = (size, virtual_size, window_size, position, thickness, vertical)
        bar = super().render_bar(*sizes, back_color, bar_color)
        if not vertical:
            return bar
        segments = []
        for segment in bar.segments:
            meta = segment.style.meta if segment.style else {}
            is_shown = meta.get("@mouse.down") == "grab"
            style = Style(color=bar_color if is_shown else back_color, meta=meta)
            segments.append(Segment(SHOWN if is_shown else WHOLE, style))
        return Segments(segments, new_lines=True)


def use_thin_bars() -> None:
    """Draw every scroll bar so."""
    ScrollBar.renderer = ThinBar
