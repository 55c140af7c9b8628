"""The number as a QR code, black on white whatever the theme, over the left of the lead."""

from textual.content import Content
from textual.geometry import Size

from console.outreach.external_programs import square_rows
from console.tui.drawing.looks import joined
from console.tui.widgets.text_widget import Drawn, stack

HEIGHT = 15
"""Rows of the largest code, that of a number of fifteen digits; it is 29 cells wide."""

LEAST_WIDTH_BESIDE = 64
"""Cells of the lead's column from which number and script have room beside the code."""

LIGHT_ABOVE, DARK_ABOVE = "#ffffff on #000000", "#000000 on #ffffff"


class Square(Drawn[str]):
    """Shows a number (E.164) as a QR code.

    Both colors are set: in those of a dark terminal, light and dark would be swapped, and few
    cameras read that. The only block is ▀, since the console of Linux has no ▄.
    """

    def show(self, value: str) -> None:
        if value and value != self._value:
            rows = square_rows(value)
            self.styles.width, self.styles.height = len(rows[0]), len(rows)
        super().show(value)

    def draw(self, size: Size, value: str) -> Content:  # noqa: ARG002
        rows = square_rows(value) if value else []
        return stack([joined([_half(*cell) for cell in row]) for row in rows])


def _half(upper: bool, lower: bool) -> tuple[str, str]:  # noqa: FBT001
    letter = " " if upper == lower else "▀"
    is_dark_below = lower
    return letter, LIGHT_ABOVE if is_dark_below else DARK_ABOVE
