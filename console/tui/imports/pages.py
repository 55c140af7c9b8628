"""What the import screen shows: the file looked at, and the list when it is in."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from textual.content import Content

from console.files.fields.columns.layout import KEPT
from console.importing.import_run import Imported
from console.importing.plan.first_look import FirstLook
from console.importing.plan.mapping import Mapping
from console.importing.plan.question_words import TITLES, say_guess, say_until_answered
from console.importing.plan.questions import Question, first_open
from console.importing.preview import (
    advise,
    count_rows,
    describe,
    filled_columns,
    needs_answer,
    not_callable,
    noticed_in,
)
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import Looks, fit
from console.tui.imports.columns import FIELD_WIDTH, GAP, mapped_row, name_width
from console.tui.imports.questions import answer_heads, answer_row
from console.tui.screens.page import heading
from console.tui.widgets.panels import reason_rows
from console.view.start.imports import imported_words, outlook_words, rejects_words, why_rejected
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks
from console.view.text.counts import many

FEW_KEPT = 4
"""Columns that fit no field and have a row each; of more it is the names alone."""
KEPT_HEAD = f"{KEPT:<{FIELD_WIDTH}}{GAP}"

COUNT = 8
"""Cells for a number of rows."""

KEY = "bold $text-accent"


def welcome_page() -> Content:
    return Content.styled(
        "Enter looks at the file and changes nothing: what is in it, what goes where, who could "
        "be called now. Enter again brings it in.",
        "$foreground-muted",
    )


def first_page(look: FirstLook, width: int, chosen: str) -> Content:
    """What the file was taken for and what goes where, while its rows are counted."""
    is_open = first_open(look.questions) is not None
    how = "; meanwhile Enter asks what is in doubt." if is_open else "; then Enter brings it in."
    about = max(1, look.file.about - look.file.has_header)
    parts = [
        [
            *_taken(look, f"about {many(about, 'row')}", chosen),
            Content.styled(f"The rows are being counted{how}", "$text-accent"),
        ],
        list(_doubts(look.mapped)),
        *_questions(look, is_asked=True),
        _what_goes_where(look, width),
    ]
    return _put_together(parts)


def preview_pages(
    brought: Imported, work: Workplace, width: int, looks: Looks, chosen: str
) -> tuple[Content, Content]:
    """What the file was taken for, what goes where, and what would become of its rows; and the same
    for while it comes in."""
    taken = [*_taken(brought, many(brought.rows, "row"), chosen), _counts_in_line(brought)]
    doubts = list(_doubts(brought.mapped))
    parts = [
        _what_goes_where(brought, width),
        _noticed(brought, is_done=False),
        list(_blocked(brought, work, width, looks)),
        list(_rejects(brought, width, looks)),
    ]
    coming = Content.styled("It is coming in.", "$text-accent")
    asked, answered = _questions(brought, is_asked=True), _questions(brought, is_asked=False)
    return (
        _put_together([[*taken, _way_on(brought)], [*doubts, *_ways_on(brought)], *asked, *parts]),
        _put_together([[*taken, coming], doubts, *answered, *parts]),
    )


def _put_together(parts: Sequence[Sequence[Content]]) -> Content:
    rows: list[Content] = []
    for part in parts:
        rows += [Content(""), *part] if rows and part else part
    return Content("\n").join(rows)


def _taken(looked: Imported | FirstLook, rows: str, chosen: str) -> Iterator[Content]:
    """Which file it is, and what was `chosen` of how it comes in."""
    told = f"{clean(looked.file.path.name)}: {rows}, into the list “{clean(looked.list_name)}”"
    yield Content.styled(told, "bold")
    if chosen:
        yield Content(f"Chosen (Ctrl+O): {chosen}.")


def _what_goes_where(looked: Imported | FirstLook, width: int) -> list[Content]:
    mapped = filled_columns(looked)
    kept = [clean(one.column) for one in mapped if one.field == KEPT]
    if len(kept) > FEW_KEPT:
        mapped = tuple(one for one in mapped if one.field != KEPT)
    rows = [mapped_row(one, one.field, name_width(mapped, width), width) for one in mapped]
    if len(kept) > FEW_KEPT:
        first, *more = Content(" · ".join(kept)).wrap(width - len(KEPT_HEAD))
        names = [
            Content.assemble(KEPT_HEAD, first),
            *(one.pad_left(len(KEPT_HEAD)) for one in more),
        ]
        rows += [one.stylize("$foreground-muted") for one in names]
    title = heading("What goes where")
    how = fit(f" · read as {clean(describe(looked.file))}", width - title.cell_length)
    heads = [Content.assemble(title, (how, "$foreground-muted"))]
    known = looked.mapped.remembered
    if known is not None:
        told = f"Columns as in import {known.batch_id} ({clean(known.file)}); Ctrl+T changes them."
        heads.append(Content.styled(fit(told, width), "$foreground-muted"))
    return [*heads, *rows]


def _way_on(brought: Imported) -> Content:
    how = "" if needs_answer(brought) else " Enter brings it in."
    if first_open(brought.questions):
        how = " Enter asks what is in doubt."
    return Content.styled(f"Nothing is written yet.{how}", "$text-accent")


def _doubts(mapped: Mapping) -> Iterator[Content]:
    for doubt in mapped.doubts:
        yield Content.assemble(
            ("! ", "bold $text-warning"), clean(f"{doubt.text} {doubt.on_screen}")
        )


def _ways_on(brought: Imported) -> list[Content]:
    return [Content.assemble(*ways_on(brought))] if needs_answer(brought) else []


def ways_on(brought: Imported) -> list[tuple[str, str]]:
    """The keys that settle what is doubtful, and the one that insists, each part with its style."""
    grave = [doubt for doubt in brought.mapped.doubts if doubt.needs_answer]
    ways = []
    if not grave or any(not doubt.on_screen for doubt in grave):
        ways += [("Ctrl+T", KEY), (" says which column is which", "")]
    if any(doubt.on_screen for doubt in grave):
        ways += [(", ", "")] if ways else []
        ways += [("Ctrl+O", KEY), (" has the options", "")]
    return [*ways, (", ", ""), ("Ctrl+Y", KEY), (" brings it in all the same.", "")]


def _questions(looked: Imported | FirstLook, *, is_asked: bool) -> list[list[Content]]:
    """Those that are open first; where it `is_asked`, the last with the key that changes it."""
    settled = first_open(looked.questions) is None
    last = looked.questions[-1] if is_asked and settled and looked.questions else None
    return [list(_question(one, may_change=one is last)) for one in looked.questions]


def _question(question: Question, *, may_change: bool) -> Iterator[Content]:
    yield Content.assemble(
        heading(TITLES[question.about]),
        " ",
        clean(say_guess(question)),
        Content.assemble(" ", ("Ctrl+G", KEY), " changes it.") if may_change else "",
    )
    if until := say_until_answered(question):
        yield Content(until)
    yield Content.assemble("  ", answer_heads(question))
    for answer in question.answers:
        is_taken = answer.value == question.taken
        yield Content.assemble(
            ("► " if is_taken else "  ", "bold $text-accent"), answer_row(question, answer)
        )


def _blocked(brought: Imported, work: Workplace, width: int, looks: Looks) -> Iterator[Content]:
    now, here = work.clock(), work.here
    if brought.outlook is None or not brought.outlook.blocked:
        return
    yield heading("Not callable now")
    rows = [
        (
            f"{one.count:,}",
            clean(one.text).rstrip("."),
            both_clocks(one.opens_at, now, one.zone or here, here) if one.opens_at else "",
        )
        for one in not_callable(brought)
    ]
    yield from reason_rows(rows, width, looks, COUNT)
    advice = list(_advice(brought))
    if advice and rows:
        yield Content("")
    for line in advice:
        is_command = line.startswith("smiledial ")
        yield from (
            Content.styled(part, "bold") if is_command else Content(part)
            for part in wrap(clean(line), width)
        )


def _advice(brought: Imported) -> Iterator[str]:
    for line in advise(brought):
        yield line.replace("--scrubbed-on DATE", "“Registries checked on” (Ctrl+O)")


def _rejects(brought: Imported, width: int, looks: Looks) -> Iterator[Content]:
    if not brought.to_mend:
        return
    yield heading("Rejected, and why")
    rows = [(f"{count:,}", clean(reason), "") for reason, count in why_rejected(brought)]
    yield from reason_rows(rows, width, looks, COUNT)


def done_page(brought: Imported, seen: Imported | None) -> Content:
    """What is in, and how many may be called, by what the look at the file has `seen`."""
    outlook = seen.outlook if seen is not None else None
    style = "bold $text-success" if brought.imported else "bold $text-warning"
    rows = [
        Content.styled(imported_words(brought), style),
        Content(""),
        *_counts(brought),
        *map(Content, outlook_words(outlook, brought)),
        *(Content(clean(line)) for line in _advice(brought)),
        *_noticed(brought, is_done=True),
    ]
    if brought.rejects_file is not None:
        rows += [Content(""), Content(rejects_words(brought))]
    to_the_calls = Content.assemble(("Enter", KEY), " goes to the calls.")
    plan = Content.assemble(("Ctrl+N", KEY), " plans the list into sessions.   ")
    rows += [Content(""), plan + to_the_calls if brought.imported else to_the_calls]
    return Content("\n").join(rows)


def _noticed(brought: Imported, *, is_done: bool) -> list[Content]:
    told = {one.text for one in not_callable(brought)} if not is_done else ()
    return [
        Content.assemble(("! ", "bold $text-warning"), clean(sentence))
        for sentence in noticed_in(brought, is_done=is_done, told=told)
    ]


def _counts_in_line(brought: Imported) -> Content:
    """`3 new · 1 barred by a do-not-call list · 0 callable now`."""
    return Content(" · ").join(
        Content.assemble((f"{count:,}", "bold"), f" {text.removeprefix('of the new ')}")
        for count, text in count_rows(brought, is_done=False)
    )


def _counts(brought: Imported) -> list[Content]:
    return [
        Content.assemble((f"{count:>8,}  ", "bold"), text)
        for count, text in count_rows(brought, is_done=True)
    ]
