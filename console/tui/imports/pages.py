"""Draw the pages of the import screen: the preview of a file, and the result of its import."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from rich.cells import cell_len
from textual.content import Content

from console.files.fields.columns.layout import KEPT
from console.importing.mapping import Mapping
from console.importing.notes import noticed_in
from console.importing.planning import FirstLook
from console.importing.questions import TITLES, Question, first_open, say_guess, say_until_answered
from console.importing.result import (
    Imported,
    advice_on_registries,
    advise,
    count_rows,
    describe,
    filled_columns,
    needs_answer,
    not_callable,
)
from console.rules.verdict.sentences import GET_COPY
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import Looks, fit
from console.tui.imports.columns import FIELD_WIDTH, GAP, Faults, mapped_row, name_width
from console.tui.imports.questions import HEADS_MEAN, advantage, answer_heads, answer_row
from console.tui.imports.verdict import counts_of_rows, has_verdict
from console.tui.screens.page import BLOCK_BREAK, heading
from console.tui.widgets.panels import reason_rows, side_by_side
from console.tui.widgets.text_widget import in_rows, stack
from console.view.keys.remedies import KEYS_IN_TEXT, with_keys
from console.view.sessions.waiting import ReasonRow
from console.view.start.imports import (
    brought_words,
    imported_words,
    outlook_words,
    rejects_words,
    why_rejected,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, in_style
from console.view.text.counts import many
from console.view.text.styled import capitalized

FEW_KEPT = 4
"""At most this many columns without a field have a row each; more are only named."""

KEPT_HEAD = f"{KEPT:<{FIELD_WIDTH}}{GAP}"

PLAN_IT = "l then n plans it."
"""The keys of the calling screen and of the sessions that plan a list."""

COUNT = 3
"""The fewest cells of a count of rows."""

KEY = "bold $text-accent"

CLAUSE = re.compile(r": |(?<=\w\w)\. (?=\w)")
"""Where a reason ends and what to do begins."""

BESIDE = 100
"""Cells of a row from which what to do stands beside the reason."""

KEYS = re.compile(rf"{KEYS_IN_TEXT}|Ctrl\+[A-Z]")
"""The keys that advice names."""

GUIDE = "The manual says where: “Where do I get a copy of a registry?”"

CHECKED = "Checked elsewhere already? Ctrl+O, “Registries checked on”, says when."


def first_page(look: FirstLook, width: int, chosen: str) -> Content:
    """Return the first preview of a file, shown while its rows are counted.

    `chosen` names the options chosen with Ctrl+O.
    """
    is_open = first_open(look.questions) is not None
    next_step = (
        "; meanwhile Enter asks what is in doubt." if is_open else "; then Enter imports it."
    )
    about = max(1, look.file.about - look.file.has_header)
    parts = [
        [
            *_file_lines(look, f"about {many(about, 'row')}", chosen),
            Content.styled(f"The rows are being counted{next_step}", "$text-accent"),
        ],
        list(_doubts(look.mapped)),
        *_questions(look, is_asked=True),
        _column_lines(look, width),
    ]
    return join_parts(parts)


def preview_pages(
    brought: Imported, work: Workplace, width: int, looks: Looks, chosen: str, *, is_boxed: bool
) -> tuple[Content, Content]:
    """Return the full preview of a file, and the page shown during its import.

    The questions stand above the reasons. In a box, which shows the whole page, they come last,
    where their dialog takes their place.
    """
    file_lines = [
        *_file_lines(brought, many(brought.rows, "row"), chosen),
        *([] if has_verdict(brought) else [Content(" · ").join(counts_of_rows(brought))]),
    ]
    doubts = list(_doubts(brought.mapped))
    causes = [
        list(_not_callable(brought, work, width, looks)),
        list(_rejects(brought, width, looks)),
    ]
    parts = [
        *causes,
        _noticed(brought, is_done=False),
        _column_lines(brought, width),
    ]
    coming = Content.styled("Importing …", "$text-accent")
    asked, answered = _questions(brought, is_asked=True), _questions(brought, is_asked=False)
    return (
        join_parts(
            [
                [
                    *in_rows([file_lines[0], _next_step(brought)], " · ", width),
                    *file_lines[1:],
                    *_gains(brought),
                ],
                [*doubts, *_doubt_keys(brought)],
                *([*parts, *asked] if is_boxed else [*asked, *parts]),
            ]
        ),
        join_parts([[*file_lines, coming], doubts, *answered, *parts]),
    )


def join_parts(parts: Sequence[Sequence[Content]]) -> Content:
    """Join the parts that have rows, with a blank row between them."""
    rows: list[Content] = []
    for part in parts:
        rows += [Content(""), *part] if rows and part else part
    return Content("\n").join(rows)


def _file_lines(look: Imported | FirstLook, rows: str, chosen: str) -> Iterator[Content]:
    """Yield the rows and their list, then the chosen options."""
    yield Content.styled(f"{rows}, into the list “{clean(look.list_name)}”", "bold")
    if chosen:
        yield Content(f"Chosen (Ctrl+O): {chosen}.")


def _column_lines(look: Imported | FirstLook, width: int) -> list[Content]:
    """Return the heading and a row for each column: its field, its name, its first values."""
    columns = filled_columns(look)
    unmapped = [clean(column.column) for column in columns if column.field == KEPT]
    if len(unmapped) > FEW_KEPT:
        columns = tuple(column for column in columns if column.field != KEPT)
    names = name_width(columns, width)
    faults = faults_of(look)
    rows = [mapped_row(column, column.field, names, width, faults) for column in columns]
    if len(unmapped) > FEW_KEPT:
        first, *others = Content(" · ".join(unmapped)).wrap(width - len(KEPT_HEAD))
        lines = [
            Content.assemble(KEPT_HEAD, first),
            *(line.pad_left(len(KEPT_HEAD)) for line in others),
        ]
        rows += [line.stylize("$foreground-muted") for line in lines]
    # The heads of the columns are the title: a row of their own would push the questions down.
    title = heading(f"{'field':<{FIELD_WIDTH}}{GAP}{'column':<{names}}{GAP}first values")
    source = fit(f" · {clean(describe(look.file))}", width - title.cell_length)
    heads = [Content.assemble(title, (source, "$foreground-muted"))]
    known = look.mapped.remembered
    if known is not None:
        text = f"Columns as in import {known.batch_id} ({clean(known.file)}); Ctrl+T changes them."
        heads.append(Content.styled(fit(text, width), "$foreground-muted"))
    return [*heads, *rows]


def faults_of(look: Imported | FirstLook) -> Faults:
    """Return why values cannot be used, by column and value, as far as they are known."""
    rejects = look.first_rejects if isinstance(look, Imported) else ()
    return {(reject.column, reject.value): reject.reason for reject in rejects}


def _gains(brought: Imported) -> Iterator[Content]:
    """Yield the answer that makes more leads callable, and its key."""
    key = "Enter asks" if first_open(brought.questions) else "Ctrl+G changes it"
    for gain in filter(None, map(advantage, brought.questions)):
        text = Content.styled(f"{gain.rstrip('.')}: {key}.", "bold")
        yield text.highlight_regex(rf"{KEYS.pattern}|Enter", style=KEY)


def _next_step(brought: Imported) -> Content:
    has_words = bool(brought.noticed.doubtful or brought.noticed.lines)
    enter = " Enter asks about doubtful words first." if has_words else " Enter imports it."
    enter = "" if needs_answer(brought) else enter
    if first_open(brought.questions):
        enter = " Enter asks what is in doubt."
    text = Content.assemble(("Nothing is written yet.", "$foreground-muted"), enter)
    return text.highlight_regex(r"\bEnter\b", style=KEY)


def _doubts(mapped: Mapping) -> Iterator[Content]:
    for doubt in mapped.doubts:
        yield Content.assemble(
            ("! ", "bold $text-warning"), clean(f"{doubt.text} {doubt.on_screen}")
        )


def _doubt_keys(brought: Imported) -> list[Content]:
    return [Content.assemble(*doubt_keys(brought))] if needs_answer(brought) else []


def doubt_keys(brought: Imported) -> list[tuple[str, str]]:
    """Return the keys that settle the doubts or override them, as (text, style) parts."""
    grave = [doubt for doubt in brought.mapped.doubts if doubt.needs_answer]
    parts = []
    if not grave or any(not doubt.on_screen for doubt in grave):
        parts += [("Ctrl+T", KEY), (" says which column is which", "")]
    if any(doubt.on_screen for doubt in grave):
        parts += [(", ", "")] if parts else []
        parts += [("Ctrl+O", KEY), (" has the options", "")]
    return [*parts, (", ", ""), ("Ctrl+Y", KEY), (" imports it anyway.", "")]


def _questions(look: Imported | FirstLook, *, is_asked: bool) -> list[list[Content]]:
    """Return each question's lines.

    With `is_asked`, and once all are settled, the last one names the key that changes its answer,
    unless the page names it above, with what it gains.
    """
    is_settled = first_open(look.questions) is None and not any(map(advantage, look.questions))
    last = look.questions[-1] if is_asked and is_settled and look.questions else None
    return [list(_question(question, may_change=question is last)) for question in look.questions]


def _question(question: Question, *, may_change: bool) -> Iterator[Content]:
    yield Content.assemble(
        heading(TITLES[question.about]),
        " ",
        clean(say_guess(question)),
        Content.assemble(" ", ("Ctrl+G", KEY), " changes it.") if may_change else "",
    )
    if until := say_until_answered(question):
        yield Content(until)
    yield Content(" ")  # not empty: the question stays one block
    yield Content.assemble("  ", answer_heads(question))
    for answer in question.answers:
        is_selected = answer.value == question.taken
        yield Content.assemble(
            ("✓ " if is_selected else "  ", "bold $text-success"), answer_row(question, answer)
        )
    yield Content.styled(f"  {HEADS_MEAN}", "$foreground-muted")


def without_question(page: Content, question: Question) -> Content:
    """Return the page without the question, with as many blank rows for its dialog at the end."""
    blocks = page.split(BLOCK_BREAK, allow_blank=True)
    others = [block for block in blocks if not block.plain.startswith(TITLES[question.about])]
    shorter = Content(BLOCK_BREAK).join(others)
    return shorter.append("\n" * (page.plain.count("\n") - shorter.plain.count("\n")))


def result_words(
    done: Imported, preview: Imported | None, room: int, *, is_planned: bool
) -> tuple[str, str]:
    """Return what came in as a result, or as a warning if no new lead can be called; else "".

    The result says how to plan the list if that is open and there is room to say so.
    """
    outlook = done.outlook or done.nobody or (preview.outlook if preview else None)
    if done.imported and outlook is not None and not (outlook.callable or outlook.later):
        return "", brought_words(done, "none callable yet")
    words = brought_words(done)
    none = "none callable now" if outlook is not None and not outlook.callable else ""
    # The page of the result has named the file of rejects already.
    for text in (brought_words(done, none), words, brought_words(replace(done, rejects_file=None))):
        longer = f"{text.rstrip('.')} · {PLAN_IT}"
        if done.imported and not is_planned and cell_len(longer) <= room:
            return longer, ""
    return words, ""


def _not_callable(
    brought: Imported, work: Workplace, width: int, looks: Looks
) -> Iterator[Content]:
    """Yield how many new leads can't be called, why, what to do, and until when."""
    now, here = work.clock(), work.here
    if brought.outlook is None or not brought.outlook.blocked:
        return
    yield heading("Not callable now")
    rows = [
        (
            f"{reason.count:,}",
            with_keys(in_style(clean(reason.text))).rstrip("."),
            both_clocks(reason.opens_at, now, reason.zone or here, here) if reason.opens_at else "",
        )
        for reason in not_callable(brought)
    ]
    for count, why, commands, then in advice_on_registries(brought):
        then = then.partition(": ")[2]
        text = f"{why[:1].upper()}{why[1:]}: {', '.join(commands)}; callable then: {then}"
        text = with_keys(clean(text))
        rows.append((f"{count:,}", text, ""))
    yield from _causes(rows, width, looks)
    if brought.registries:
        yield Content(" ")  # not empty: the reasons stay one block
        checked = Content.styled(CHECKED, "$foreground-muted")
        yield checked.highlight_regex(KEYS, style=KEY)


def _rejects(brought: Imported, width: int, looks: Looks) -> Iterator[Content]:
    if not brought.to_mend:
        return
    yield heading("Rejected, and why")
    rows = [(f"{count:,}", clean(reason), "") for reason, count in why_rejected(brought)]
    yield from _causes(rows, width, looks)


def _causes(reasons: Sequence[ReasonRow], width: int, looks: Looks) -> Iterator[Content]:
    """Yield how many leads, why, and until when; what to do stands dim beside it, or below."""
    split = [(count, *(*CLAUSE.split(text, maxsplit=1), "")[:2], at) for count, text, at in reasons]
    room = width - COUNT - len(GAP)
    cause_room = room // 2 - len(GAP) if width >= BESIDE else room
    for place, (count, cause, remedy, at) in enumerate(split):
        if place and width < BESIDE:
            yield Content("")  # so that a page may end after any reason
        [row, *others] = reason_rows(
            [(count, cause, at)], COUNT + len(GAP) + cause_room, looks, COUNT
        )
        causes = stack([row, *others])
        # Its keys work on other screens, and don't have the color of keys here.
        to_do = Content.styled(
            remedy if KEYS.match(remedy) else capitalized(remedy), "$foreground-muted"
        )
        if not remedy:
            yield from causes.split("\n")
        elif width >= BESIDE:
            at_cell = COUNT + len(GAP) + cause_room + len(GAP)
            beside = stack(to_do.wrap(width - at_cell))
            yield from side_by_side(causes, beside, at_cell).split("\n")
        else:
            yield from causes.split("\n")
            for line in to_do.wrap(room):
                yield line.pad_left(COUNT + len(GAP))


def _on_screen(advice: str) -> str:
    """Return a line of `advise` with the screen's keys in place of the shell's options."""
    text = with_keys(advice).replace("--scrubbed-on DATE", "“Registries checked on” (Ctrl+O)")
    return text.replace(f"{GET_COPY}.", GUIDE)


def done_page(brought: Imported, preview: Imported | None) -> Content:
    """Return the page of a finished import.

    How many may be called comes from the preview, unless answers have changed it.
    """
    outlook = brought.outlook or brought.nobody or (preview.outlook if preview else None)
    style = "bold $text-success" if brought.imported else "bold $text-warning"
    rows = [
        Content.styled(imported_words(brought), style),
        Content(""),
        *_counts(brought),
        *map(Content, outlook_words(outlook, brought)),
        *(Content(clean(_on_screen(line))) for line in advise(brought)),
        *_noticed(brought, is_done=True),
    ]
    if brought.rejects_file is not None:
        rows += [Content(""), Content(rejects_words(brought))]
    to_the_calls = Content.assemble(("Enter", KEY), " goes to the calls.")
    plan = Content.assemble(("Ctrl+N", KEY), " plans the list into sessions.   ")
    rows += [Content(""), plan + to_the_calls if brought.imported else to_the_calls]
    return Content("\n").join(rows)


def _noticed(brought: Imported, *, is_done: bool) -> list[Content]:
    shown = {reason.text for reason in not_callable(brought)} if not is_done else ()
    return [
        Content.assemble(("! ", "bold $text-warning"), clean(sentence))
        for sentence in noticed_in(brought, is_done=is_done, shown=shown, has_keys=True)
    ]


def _counts(brought: Imported) -> list[Content]:
    return [
        Content.assemble((f"{count:>8,}  ", "bold"), text)
        for count, text in count_rows(brought, is_done=True)
    ]
