"""The form of import options; the command line has the same ones."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from console.files.tables.rows import DELIMITERS, ReadOptions
from console.importing.options import ImportOptions
from console.importing.planning import FirstLook
from console.importing.questions import About, say_answer
from console.importing.result import Imported
from console.rules.places.regions import read_country
from console.rules.places.unread_addresses import suggest
from console.rules.times.typed_times import DayError, read_past_day
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.screens.sheet import Hairline
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Choice
from console.view.keys.other_screens import IMPORT_OPTIONS
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble
from db.enums import LeadKind, MatchBy, OnDuplicate

TITLE = "Import options"
KINDS = (("consumer", "consumers"), ("business", "businesses"))
ON_DUPLICATE = (
    ("skip", "keep ours"),
    ("update", "take the file’s values"),
    ("merge", "fill only what is empty in ours"),
)
KNOWN_BY = (
    ("number", "same number"),
    ("vendor_id", "same number, or same vendor’s id"),
    ("name_address", "same number, or same name and address"),
)
FINISHED = (
    ("", "ask before the file comes in"),
    ("leave", "leave them out"),
    ("never", "never call them"),
    ("keep", "call them like the others"),
)
INQUIRY = (
    ("", "no"),
    ("us", "yes: they asked your firm"),
    ("named", "yes: bought, and they named your firm"),
)
KNOWN_IN = (("anywhere", "every list"), ("list", "this list only"))

LOOKED = "detected from the file"

EXPLAINED = {
    "list": "The leads come into this list; a known list grows.",
    "kind": "Who they are decides which hours, registries and consent the law wants.",
    "country": "How numbers without a country code are read.",
    "cleared": "The day on which somebody checked the list against the registries.",
    "where": "Other rows of the file are left out.",
    "repeated": "What becomes of a lead that stands in the file and in our lists.",
    "by": "When a row and a lead are taken for the same person.",
    "in": "Where a known lead is looked for.",
    "worked": "Rows of people who were dialled in the last days stay out.",
    "supplier": "Who sold the list; lists compares what each supplier's leads bring.",
    "price": "What the list cost; reports say the price of a yes.",
    "bought": "The day of the purchase.",
    "inquiry": "Whether these people asked to be called, which some laws want first.",
    "finished": "What becomes of rows that their status calls closed, such as Lost or Sold.",
    "encoding": "How the file writes its letters, if they look wrong.",
    "delimiter": "The sign between two cells.",
    "sheet": "Which sheet of a workbook holds the leads.",
}
"""What each option does."""


class UnreadOptionError(Exception):
    """The text of an `option` can't be read."""

    def __init__(self, option: str, why: str) -> None:
        super().__init__(why)
        self.option = option


class Rows(VerticalScroll, inherit_bindings=False):
    """A form taller than a small screen.

    It has no key bindings of its own: the arrows move the focus, and the form scrolls along.
    """


class ImportOptionsScreen(Dialog[ImportOptions | None]):
    """Edit the options; answer with the new ones, or None. The file is read only after that."""

    BINDINGS = bindings(IMPORT_OPTIONS)

    def __init__(
        self, wish: ImportOptions, look: Imported | FirstLook | None, work: Workplace
    ) -> None:
        super().__init__()
        self._wish = wish
        self._look = look
        self._work = work

    def compose(self) -> ComposeResult:
        wish, manner = self._wish, self._wish.manner
        days = wish.not_worked_within
        cleared = wish.scrubbed_on.isoformat() if wish.scrubbed_on else ""
        bought = wish.bought_on.isoformat() if wish.bought_on else ""
        known_in = "list" if wish.in_list else "anywhere"
        rows = Rows(
            _line("Into which list?", "list", wish.list_name, self._list_name()),
            _choice("Businesses or consumers?", "kind", wish.kind or "", self._kinds()),
            _line("Country of its numbers", "country", wish.country, self._guess(About.COUNTRY)),
            _line("Registries checked on", "cleared", cleared, "e.g. 2026-11-16, by who sold it"),
            _line("Only rows where", "where", wish.where, "e.g. income >= 100k, or @SEGMENT"),
            Static("Leads we have already", classes="form-head"),
            _choice("If a row is one of them", "repeated", wish.on_duplicate, ON_DUPLICATE),
            _choice("Same person if", "by", wish.match, KNOWN_BY),
            _choice("Look in", "in", known_in, KNOWN_IN),
            _line("Leave out if dialled", "worked", str(days or ""), "e.g. 30: the last 30 days"),
            Static("Where it comes from", classes="form-head", id="second-half"),
            _line("Bought from", "supplier", wish.supplier, "e.g. Acme; reports say its worth"),
            _line("Price", "price", wish.price, "e.g. $450 or 450 EUR"),
            _line("Bought on", "bought", bought, "e.g. 2026-11-16"),
            _choice("They asked for a call", "inquiry", self._inquiry(), INQUIRY),
            _choice("Marked Lost, Sold …", "finished", wish.finished, FINISHED),
            Static("How the file is read", classes="form-head"),
            _line("Encoding", "encoding", manner.encoding, self._file_guess("encoding")),
            _line("Delimiter", "delimiter", manner.delimiter, self._file_guess("delimiter")),
            _line("Sheet", "sheet", manner.sheet or self._sheet(), LOOKED),
            id="form",
            can_focus=False,
        )
        yield from self.frame(TITLE, [rows, NoticeLine(id="told")], IMPORT_OPTIONS)

    def on_descendant_focus(self) -> None:
        """Explain the line, and show its half of the form where not all of it has room."""
        super().on_descendant_focus()
        if self.focused is None:
            return
        form, head = self.query_one("#form"), self.query_one("#second-half")
        self.tell(Content.styled(EXPLAINED.get(self.focused.id or "", " "), "$foreground-muted"))
        rows = [row for row in form.children if self.focused in row.query("*")]
        is_second = bool(rows) and form.children.index(rows[0]) > form.children.index(head)
        half = head.virtual_region.y + 1 if is_second else 0  # without the blank row over it
        self.call_after_refresh(self._begin_at, half)

    def _begin_at(self, top: int) -> None:
        """Show the form from the row `top` on, and say in the title how many options are hidden."""
        form = self.query_one("#form")
        form.scroll_to(y=top, animate=False, force=True)
        places = [row.virtual_region.y for row in form.query(".form-row")]
        hidden = {
            "above": sum(place < top for place in places),
            "below": sum(place >= top + form.size.height for place in places),
        }
        beside = " · ".join(f"{count} more {where}" for where, count in hidden.items() if count)
        self.query_one(Hairline).show((TITLE, "", beside, False))

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
        """Check what only the database knows (segments, currencies), then answer."""
        try:
            unread = await self._work.reading.run(self._work.reports.imports.first_unread, wish)
        except DatabaseTrouble as trouble:
            if self.is_current:
                self._tell(str(trouble), "error")
            return
        if not self.is_current:
            return
        if unread is None:
            self.dismiss(wish)
        else:
            self._ask_back(*unread)

    def _ask_back(self, option: str, why: str) -> None:
        self.query_one(f"#{option}", Line).focus()
        self._tell(why, "warning")

    def _read(self) -> ImportOptions:
        """Return the options as typed. Raise UnreadOptionError."""
        country = self._text("country")
        code = read_country(country) if country else ""
        if code is None:
            near = suggest("country", country)
            sentence = f"“{country}” is not a country{near}: use its two-letter code."
            raise UnreadOptionError("country", sentence)
        days = self._text("worked")
        if days and not (days.isdecimal() and int(days)):
            sentence = "Leave out, if dialled in the last … days: give a number of days."
            raise UnreadOptionError("worked", sentence)
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
            is_inquiry=bool(self.query_one("#inquiry", Choice).value),
            inquiry_names_us=self.query_one("#inquiry", Choice).value == "named",
            zone=self._work.here,
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

    def _inquiry(self) -> str:
        if not self._wish.is_inquiry:
            return ""
        return "named" if self._wish.inquiry_names_us else "us"

    def _list_name(self) -> str:
        return clean(self._look.list_name) if self._look else "by the file’s name"

    def _kinds(self) -> tuple[tuple[str, str], ...]:
        return (("", self._guess(About.KIND)), *KINDS)

    def _guess(self, about: About) -> str:
        """Return the hint for an empty option: our guess, or that the rows decide."""
        if self._look is None:
            return LOOKED
        is_chosen = self._wish.kind if about is About.KIND else self._wish.country
        of_subject = (question for question in self._look.questions if question.about is about)
        guess = next((question.taken for question in of_subject), "")
        if about is About.COUNTRY and isinstance(self._look, Imported):
            guess = guess or self._look.country_taken
        is_guessed = guess and not is_chosen
        return (
            f"{say_answer(about, guess)}, our guess"
            if is_guessed
            else "as the list or its rows say"
        )

    def _sheet(self) -> str:
        """Return the sheet that was read, to be confirmed in a workbook with several."""
        return clean(self._look.file.sheet) if self._look else ""

    def _file_guess(self, name: str) -> str:
        """Return the encoding or delimiter that was found."""
        guess = str(getattr(self._look.file, name)) if self._look else ""
        return f"{clean(DELIMITERS.get(guess, guess))}, as found" if guess else LOOKED


def _line(label: str, id_: str, value: str, hint: str) -> Widget:
    line = Line(placeholder=hint, value=value, id=id_)
    line.set_class(not hint.startswith("e.g."), "holds")
    return _row(label, line)


def _choice(label: str, id_: str, value: str, options: Sequence[tuple[str, str]]) -> Widget:
    return _row(label, Choice(options, value, id=id_))


def _row(label: str, control: Widget) -> Widget:
    return Horizontal(Static(label, classes="form-label"), control, classes="form-row")
