"""The end of a session: what it brought, and the next one a key away."""

from datetime import datetime

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.cards.session import SessionCard
from console.cards.summary import Summary
from console.tui.bindings import bindings
from console.tui.screens.dialog import key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.clocks import span
from console.view.commands import Scene
from console.view.counts import all_inside, many, rang_words
from console.view.keys.others import SUMMARY
from console.view.pace import session_pace

Part = Content | str | tuple[str, str]


class SummaryScreen(ModalScreen[str | None]):
    """Answers with the action of the key pressed, or None for back."""

    BINDINGS = bindings(SUMMARY)
    AUTO_FOCUS = "#brought"

    def __init__(self, scene: Scene, work: Workplace) -> None:
        super().__init__()
        self._scene = scene
        self._work = work

    def compose(self) -> ComposeResult:
        scene = self._scene
        assert scene.summary is not None
        now = self._work.clock()
        on = {
            "next": scene.offer is not None,
            "undo": bool(scene.progress.can_undo),
        }
        self._keys = [key for key in SUMMARY if on.get(key.action, True)]
        yield Vertical(
            VerticalScroll(Static(summary_words(scene.summary)), id="brought"),
            Static(next_words(scene.offer, now), id="next"),
            NoticeLine(id="told"),
            Static(key_words(self._keys), classes="page-keys"),
            classes="summary",
        )

    def action_press(self, pressed: str) -> None:
        key = next((key for key in self._keys if key.key == pressed), None)
        if key is not None and key.action == "copy":
            assert self._scene.summary is not None
            self.app.copy_to_clipboard(summary_words(self._scene.summary).plain)
            self._tell("The summary is copied: paste it where you send it.")
        elif key is not None and key.action == "send":
            self.run_worker(self._send())
        elif key is not None:
            self.dismiss(None if key.action == "back" else key.action)

    async def _send(self) -> None:
        """As the agent's e-mail leaves; a draft waits for the address."""
        from console.mailing.letter import Letter
        from console.tui.posting import post

        summary, mail = self._scene.summary, self._work.personal.mail
        assert summary is not None
        body = summary_words(summary).plain
        letter = Letter(mail.summaries_to, subject_of(summary), body)
        name = f"session {summary.session_id}"
        await post(self.app, letter, name, mail, self._work.clock(), self._tell)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


def subject_of(summary: Summary) -> str:
    """The session in one line."""
    counts = (
        many(summary.dials, "dial"),
        many(summary.conversations, "conversation"),
        many(summary.noes, "no", "noes"),
        f"{summary.yeses:,} yes",
    )
    return f"{clean(summary.name)}, {clean(summary.agent)}: {', '.join(counts)}"


def summary_words(summary: Summary) -> Content:
    """Worth reading: what was done, what came of it, how it went."""
    took = many(summary.minutes, "minute")
    dials = summary.dials
    parts: list[Part] = [
        (clean(summary.name), "bold $text-accent"),
        f", done in {took}\n\n",
    ]
    if not dials and not summary.rang_in:
        parts.append("No call was made. The list is where it was.")
        return Content.assemble(*parts)
    parts += [
        (f"{dials:,}", "bold"),
        f" {'dial' if dials == 1 else 'dials'}   ",
        (f"{summary.conversations:,}", "bold"),
        f" {'conversation' if summary.conversations == 1 else 'conversations'}   ",
        (f"{summary.noes:,}", "bold"),
        f" {'no' if summary.noes == 1 else 'noes'}   ",
        (f"{summary.yeses:,}", "bold $text-success" if summary.yeses else "bold"),
        " yes\n\n",
    ]
    most = max((count for _, count in summary.outcomes), default=1)
    wide = max((cell_len(clean(label)) + 1 for label, _ in summary.outcomes), default=0)
    for label, count in summary.outcomes:
        bar = "━" * max(1, round(24 * count / most))
        parts += [f"{clean(label):<{max(16, wide)}}", (bar, "$accent"), f" {count}\n"]
    if summary.rang_in:
        parts.append((f"{rang_words(summary)}\n", "$foreground-muted"))
    parts += ["\n", (session_pace(summary), ""), "\n"]
    if summary.inside_hours == dials:
        parts.append((all_inside(dials), "$text-success"))
    else:
        outside = dials - summary.inside_hours
        parts.append((f"{many(outside, 'call')} made outside the hours.", "$text-error"))
    if summary.given_back:
        back = many(summary.given_back, "lead")
        parts.append((f"\n{back} went back to the list.", "$foreground-muted"))
    return Content.assemble(*parts)


def next_words(offer: SessionCard | None, now: datetime) -> Content:
    if offer is None:
        return Content.styled("That was the last session. Well done.", "$foreground-muted")
    when = ""
    if offer.span_opens_at is not None and offer.span_opens_at > now:
        when = f", opens in {span(offer.span_opens_at - now)}"
    return Content.assemble(
        "Next: ",
        (clean(offer.name), "bold"),
        f", {many(offer.left, 'lead')}{when}",
    )
