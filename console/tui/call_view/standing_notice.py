"""The notice that stands on the calling screen while it is true, where no message stands."""

from datetime import datetime

from console.tui.base.workplace import Workplace
from console.view.call.line import still_up
from console.view.floor.notices import inquiry_words, standing_words
from console.view.keys.key import State
from console.view.sessions.pace import nudge, wrap_up_words
from console.view.state.screen_state import ScreenState


def standing_notice(
    screen_state: ScreenState, state: State, now: datetime, work: Workplace
) -> tuple[str, str]:
    """Return the notice, "" for none, and its severity."""
    line = screen_state.line
    if line is not None and line.is_up and screen_state.line_here is None:
        # The softphone is still on the call of an earlier lead.
        return still_up(line, now), "urgent"
    if text := standing_words(screen_state.news, work.here):
        return text, "warning"
    # During a break the state still holds the old lead, although it was released.
    has_lead = screen_state.card is not None and screen_state.away_since is None
    if has_lead and (text := inquiry_words(screen_state.inquiry)):
        return text, "information"
    if work.calendar_notes:
        return work.calendar_notes[0], "information"
    return _suggestion(screen_state, state, now, work), "information"


def _suggestion(screen_state: ScreenState, state: State, now: datetime, work: Workplace) -> str:
    """Return the hint for an agent who could dial now; "" during a call or a note."""
    if state is not State.READY or screen_state.scene is None:
        return ""
    if screen_state.wrap_up_until is not None and now < screen_state.wrap_up_until:
        return wrap_up_words(screen_state.wrap_up_until - now)
    ready_at = max(filter(None, (screen_state.ready_at, screen_state.wrap_up_until)), default=now)
    since = screen_state.working_since or now
    return nudge(screen_state.scene.progress, since, ready_at, now, work.personal)
