"""A thin scroll bar: a thick line for what is shown, on a thin line for the whole."""

from typing import Any

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

SHOWN, WHOLE = "┃", "│"


class ThinBar(ScrollBarRender):
    """Draws Textual's vertical bar as lines; what a click on it does stays as it is."""

    @classmethod
    def render_bar(cls, *args: Any, **options: Any) -> Segments:
        bar = super().render_bar(*args, **options)
        if not options.get("vertical", True):
            return bar
        whole: Color = options["back_color"]
        shown: Color = options["bar_color"]
        segments = []
        for segment in bar.segments:
            meta = segment.style.meta if segment.style else {}
            is_shown = meta.get("@mouse.down") == "grab"
            style = Style(color=shown if is_shown else whole, meta=meta)
            segments.append(Segment(SHOWN if is_shown else WHOLE, style))
        return Segments(segments, new_lines=True)


def use_thin_bars() -> None:
    """Draw every scroll bar so."""
    ScrollBar.renderer = ThinBar
