"""One sign for where a session stands."""

from textual.content import Content

from db.enums import SessionStatus

_SIGNS = {
    SessionStatus.PLANNED: ("·", "$foreground-muted"),
    SessionStatus.ACTIVE: ("▸", "$text-accent"),
    SessionStatus.PAUSED: ("‖", "$text-warning"),
    SessionStatus.DONE: ("✓", "$text-success"),
}


def session_sign(status: SessionStatus) -> Content:
    return Content.assemble(_SIGNS[status])
