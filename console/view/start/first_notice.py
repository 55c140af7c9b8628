"""What the console says once, when it opens."""

from console.firm.personal_settings import Personal
from console.machine import is_remote
from console.view.state.screen_state import ScreenState
from console.view.text.counts import many

SERVER_ZONES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "UCT", "Universal", "Zulu"})
"""What a server's clock is set to: an agent over SSH seldom lives by it."""


def first_notice(screen_state: ScreenState, personal: Personal, *, is_kept: bool) -> str:
    """Return what the agent has to know of calls and clocks as the console opens, or "".

    Without `is_kept` it is the demo, which begins in the middle of a shift.
    """
    card = screen_state.card
    if card is not None and card.attempt is not None and not card.attempt.is_inbound:
        return "This call was still open when the console ended: go on, or say how it ended."
    dials = screen_state.scene.progress.dials if screen_state.scene else 0
    is_server_time = personal.zone in SERVER_ZONES and is_remote()
    if not is_kept and dials:
        text = f"Demo: the first {many(dials, 'call')} of today are invented."
        return f"{text} “Here” is UTC, the server’s." if is_server_time else text
    return "“Here” is UTC: smiledial settings set zone changes it." if is_server_time else ""
