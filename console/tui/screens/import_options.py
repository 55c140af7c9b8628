"""How a list is to come in: a form of the options that the command line has too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from console.importing.first_look import FirstLook
from console.importing.import_options import ImportOptions
from console.importing.run import Imported
from console.rules.near import ask_for
from console.rules.past_days import DayError, read_past_day
from console.rules.regions import read_country
from console.tables.rows import DELIMITERS, ReadOptions
from console.tui.bindings import bindings
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.choice import Choice
from console.tui.widgets.notice_line import NoticeLine
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.keys.others import IMPORT_OPTIONS
from db.engine import DatabaseTrouble
from db.enums import LeadKind, MatchBy, OnDuplicate

AS_LIST = ("", "as the list has it")
KINDS = (AS_LIST, ("consumer", "consumers"), ("business", "businesses"))
ON_DUPLICATE = (
    ("skip", "stays as it is"),
    ("update", "the file’s values win"),
    ("merge", "only what is empty is filled"),
)
KNOWN_BY = (
    ("number", "a number"),
    ("vendor_id", "a number or the vendor’s id"),
    ("name_address", "a number or name and address"),
)
FINISHED = (
    ("", "the file is kept out until you say"),
    ("leave", "stay out"),
    ("never", "nobody may call them"),
    ("keep", "leads like the others"),
)
KNOWN_IN = (("anywhere", "in any list"), ("list", "in this list only"))


class UnreadOptionError(Exception):
    """The words of an `option` cannot be read."""

    def __init__(self, option: str, why: str) -> None:
        super().__init__(why)
        self.option = option


class Rows(VerticalScroll, inherit_bindings=False):
    """More rows than a small screen has: the arrows go from line to line, and those come along."""


class ImportOptionsScreen(Dialog[ImportOptions | None]):
    """Answers with the wish as it is now; nothing is read before that."""

    BINDINGS = bindings(IMPORT_OPTIONS)

    def __init__(
        self, wish: ImportOptions, seen: Imported | FirstLook | None, work: Workplace
    ) -> None:
        super().__init__()
        self._wish = wish
        self._seen = seen
        self._work = work

    def compose(self) -> ComposeResult:
        wish, manner = self._wish, self._wish.manner
        days = wish.not_worked_within
        cleared = wish.scrubbed_on.isoformat() if wish.scrubbed_on else ""
        bought = wish.bought_on.isoformat() if wish.bought_on else ""
        known_in = "list" if wish.in_list else "anywhere"
        rows = Rows(
            _line("Into the list", "list", wish.list_name, self._list_name()),
            _choice("Whom it holds", "kind", wish.kind or "", KINDS),
            _line("Their country", "country", wish.country, "as the list has it"),
            _line("Cleared on", "cleared", cleared, "the day it was screened elsewhere"),
            _line("Only those who", "where", wish.where, "income >= 100k, or @SEGMENT"),
            _choice("Who is known", "repeated", wish.on_duplicate, ON_DUPLICATE),
            _choice("Known by", "by", wish.match, KNOWN_BY),
            _choice("Known", "in", known_in, KNOWN_IN),
            _line("Leave out", "worked", str(days or ""), "those dialled in the last … days"),
            _line("Bought from", "supplier", wish.supplier, "who sold it: reports say its worth"),
            _line("Price", "price", wish.price, "what it cost, such as 450 EUR"),
            _line("Bought on", "bought", bought, "the day, such as 16/11/2026"),
            _choice("Lost, sold …", "finished", wish.finished, FINISHED),
            _line("Encoding", "encoding", manner.encoding, self._guess("encoding")),
            _line("Delimiter", "delimiter", manner.delimiter, self._guess("delimiter")),
            _line("Sheet", "sheet", manner.sheet or self._sheet(), "found out by looking"),
            id="form",
            can_focus=False,
        )
        yield self.frame("How it comes in", [rows, NoticeLine(id="told")], IMPORT_OPTIONS)

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "save":
            self._save()
        elif action == "down":
            self.focus_next()
        else:
            self.focus_previous()

    @on(Input.Submitted)
    def _save(self) -> None:
        try:
            wish = self._read()
        except UnreadOptionError as unread:
            self._ask_back(unread.option, str(unread))
        else:
            self.run_worker(self._check(wish), exclusive=True)

    async def _check(self, wish: ImportOptions) -> None:
        """Some words mean something in the database only: a segment, a price in dollars."""
        try:
            unread = await self._work.reading.run(self._work.reports.bringing.first_unread, wish)
        except DatabaseTrouble as trouble:
            if self.is_current:
                self.query_one(NoticeLine).tell(clean(str(trouble)), "error")
            return
        if not self.is_current:
            return
        if unread is None:
            self.dismiss(wish)
        else:
            self._ask_back(*unread)

    def _ask_back(self, option: str, why: str) -> None:
        self.query_one(f"#{option}", Line).focus()
        self.query_one(NoticeLine).tell(clean(why), "warning")

    def _read(self) -> ImportOptions:
        """Raises UnreadOptionError."""
        country = self._text("country")
        code = read_country(country) if country else ""
        if code is None:
            near = ask_for("country", country)
            told = f"“{country}” is not a country{near}: use its two-letter code."
            raise UnreadOptionError("country", told)
        days = self._text("worked")
        if days and not (days.isdecimal() and int(days)):
            told = "Leave out those dialled in the last … days: give a number of days."
            raise UnreadOptionError("worked", told)
        kind = self.query_one("#kind", Choice).value
        return replace(
            self._wish,
            list_name=self._text("list"),
            kind=LeadKind(kind) if kind else None,
            country=code,
            scrubbed_on=self._day("cleared"),
            where=self._text("where"),
            on_duplicate=OnDuplicate(self.query_one("#repeated", Choice).value),
            in_list=self.query_one("#in", Choice).value == "list",
            match=MatchBy(self.query_one("#by", Choice).value),
            not_worked_within=int(days) if days else None,
            supplier=self._text("supplier"),
            price=self._text("price"),
            bought_on=self._day("bought"),
            finished=self.query_one("#finished", Choice).value,
            manner=ReadOptions(
                self._text("encoding"),
                self._text("delimiter"),
                self._text("sheet"),
                self._wish.manner.has_header,
            ),
        )

    def _day(self, option: str) -> date | None:
        text = self._text(option)
        today = self._work.clock().astimezone(ZoneInfo(self._work.here)).date()
        try:
            return read_past_day(text, today) if text else None
        except DayError as error:
            raise UnreadOptionError(option, str(error)) from None

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", Line).value.strip()

    def _list_name(self) -> str:
        return clean(self._seen.list_name) if self._seen else "by the name of the file"

    def _sheet(self) -> str:
        """The one that was read stands there to be confirmed: where there are several, one asks."""
        return clean(self._seen.file.sheet) if self._seen else ""

    def _guess(self, name: str) -> str:
        """What the file was taken for, where it was looked at."""
        found = str(getattr(self._seen.file, name)) if self._seen else ""
        return clean(DELIMITERS.get(found, found)) or "found out by looking"


def _line(label: str, id_: str, value: str, hint: str) -> Widget:
    return _row(label, Line(placeholder=hint, value=value, id=id_))


def _choice(label: str, id_: str, value: str, options: Sequence[tuple[str, str]]) -> Widget:
    return _row(label, Choice(options, value, id=id_))


def _row(label: str, control: Widget) -> Widget:
    return Horizontal(Static(label, classes="form-label"), control, classes="form-row")
