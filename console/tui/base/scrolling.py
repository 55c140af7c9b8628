"""The keys that scroll a page: offered for as long as they lead on."""

from collections.abc import Callable

from textual.widget import Widget

from console.view.keys.key import Key

STEPS = {"page_down": 1, "page_up": -1}


def is_scrolling(key: Key) -> bool:
    return key.action in STEPS


def scrolls_on(key: Key, page: Widget) -> bool:
    """Whether there is more of the page that way."""
    at, end = page.scroll_offset.y, page.max_scroll_y
    return at < end if STEPS[key.action] > 0 else at > 0


def scroll(page: Widget, action: str) -> None:
    """By a page less the row that was read last."""
    page.scroll_relative(y=STEPS[action] * (page.size.height - 1), animate=False, force=True)


def watch_scrolling(screen: Widget, page: Widget, changed: Callable[[], object]) -> None:
    """`changed` is called when the page was scrolled, or what is on it or its window is longer or
    shorter than it was."""

    def see(_: object) -> None:
        screen.call_after_refresh(changed)  # all of them have their new value then

    for one in ("scroll_y", "virtual_size", "container_size"):
        screen.watch(page, one, see)
