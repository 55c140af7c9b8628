"""Sessions as rows of a table, or as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.cli.shell.context import Shell
from console.cli.shell.output import print_fitting, print_json, print_line

if TYPE_CHECKING:
    from console.cards.session import SessionCard


def print_sessions(found: "Sequence[SessionCard]", shell: Shell, *, is_json: bool) -> None:
    from console.cli.shell.documents import session_document
    from console.view.sessions.sessions import best_span_words, span_words
    from console.view.text.counts import barred_words

    if is_json:
        print_json([session_document(one) for one in found])
        return
    if not found:
        print_line("No sessions: smiledial sessions plan makes them from the leads there are.")
        return
    now, zone = shell.clock(), shell.personal.zone
    print_fitting(
        ("id", "callable", "done", "who", "session"),
        [
            (
                one.session_id,
                ", ".join(filter(None, (span_words(one, now, zone), best_span_words(one, zone)))),
                f"{one.done}/{one.size}{barred_words(one, ', ')}",
                _who(one),
                f"{one.name}, {one.position} of {one.of}" if one.of > 1 else one.name,
            )
            for one in found
        ],
        (),
    )


def _who(one: "SessionCard") -> str:
    """`planned`, `planned for WEST`, `ann`, `ann, paused`."""
    if one.agent is None:
        return f"{one.status.value} for {one.owner}" if one.owner else one.status.value
    return one.agent if one.status.value == "active" else f"{one.agent}, {one.status.value}"
