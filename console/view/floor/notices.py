"""Supervisors' notices and the call for help, in words."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from console.cards.agent_day import News, NoticeCard
from console.cards.lead import Card
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.styled import Part, Role, StyledLine, styled_line

_A_DAY = timedelta(hours=20)
"""A notice older than this also names its weekday."""

NOTHING = "You have no recent notices."


def notice_text(notice: NoticeCard, here: str) -> str:
    """Return `12:04 sue · Ada Byron: offer the old price.`"""
    return f"{notice_head(notice.at, notice.author, here, notice.lead)}{clean(notice.text)}"


def notice_head(at: datetime, author: str, here: str, lead: str = "") -> str:
    """Return what stands before a notice's text: `12:04 sue · Ada Byron: `"""
    about = f" · {clean(lead)}" if lead else ""
    return f"{clock(at, here)} {clean(author)}{about}: "


def help_words(*, is_called: bool, has_lead: bool) -> str:
    """Say what F8 has done. Without a lead on the screen, the supervisor sees the agent's name."""
    if not is_called:
        return "Your call for help is taken back."
    whom = "this lead" if has_lead else "your name"
    return f"You asked for help: a supervisor sees {whom} first. F8 takes it back."


def standing_words(news: News, here: str) -> str:
    """Return the notice line that stays on the calling screen until it is read, or ""."""
    if news.notices:
        count_text = f" (and {len(news.notices) - 1} more)" if len(news.notices) > 1 else ""
        return f"F9 read{count_text} · {notice_text(news.notices[-1], here)}"
    if news.help_since is not None:
        return f"You asked for help at {clock(news.help_since, here)}. F8 takes it back."
    return ""


def inquiry_words(inquiry: Card | None) -> str:
    """Return `Ada Byron asked to be called 2 minutes ago and comes after this lead.`, or ""."""
    if inquiry is None or not inquiry.why_now:
        return ""
    asked = inquiry.why_now[0].lower() + inquiry.why_now[1:].removesuffix(".")
    return f"{clean(inquiry.name)} {asked} and comes after this lead."


def taken_words(card: Card, news: News) -> str:
    """Return the notice that says why the lead was taken away, or "" if there is none."""
    for notice in reversed(news.notices):
        if notice.lead_id == card.lead_id:
            return f"{clean(notice.author)} {clean(notice.text)}"
    # No notice names this lead: the latest one most likely explains it.
    latest = news.notices[-1] if news.notices else None
    return f"{clean(latest.author)} {clean(latest.text)}" if latest is not None else ""


def notice_lines(notices: Iterable[NoticeCard], now: datetime, here: str) -> Iterator[StyledLine]:
    """Yield the notices, newest first, with unread ones marked."""
    is_any = False
    for notice in notices:
        is_any = True
        day = "" if now - notice.at < _A_DAY else f"{notice.at:%a} "
        sign = Part("  ") if notice.is_read else Part("! ", Role.WARNING)
        author = "you" if notice.is_own else clean(notice.author)
        to = f" to {clean(notice.to)}" if notice.is_own else ""
        recipient = " to everybody" if notice.is_for_all else to
        about = f" · {clean(notice.lead)}" if notice.lead else ""
        yield (
            sign,
            Part(f"{day}{clock(notice.at, here)} ", Role.MUTED),
            Part(f"{author}{recipient}{about}", Role.STRONG),
        )
        yield styled_line(
            f"  {clean(notice.text)}", Role.TEXT if notice.is_read else Role.ATTENTION
        )
    if not is_any:
        yield styled_line(NOTHING, Role.MUTED)
