"""The page about one past call, as tables for the shell and as lines for the consoles."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from console.judging.history.call_proof import CallDocument
from console.rules.law.statutes import all_registries
from console.rules.phone.number_plan import show_phone
from console.view.lead.verdict import law_name
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import (
    city,
    clock,
    day,
    day_in,
    day_or_time,
    exact_time,
    in_style,
    length_words,
    time_words,
    weekday_day,
)
from console.view.text.counts import many
from console.view.text.report_codes import FIELD, KINDS, Part, utc_text
from console.view.text.styled import Part as Word
from console.view.text.styled import Role, StyledLine, styled_line

COPY = (
    *("source", "as_of", "loaded_at", "agent", "numbers", "file", "checksum", "entry"),
    "replaced_at",
)
"""Fields of a registry copy, in the order of the columns."""

DATED = {"as_of", "loaded_at", "replaced_at", "on", "recorded_at", "put_at", "at"}
"""Fields that hold a day or an instant."""

LABEL = 20
"""The widest label, in characters, that the column of values leaves room for."""

CAUTION = "caution"
"""The row of the verdict that is a sentence of its own."""

SINCE = {True: "as it was at the call", False: "changed since the call"}
"""Whether a script is still as it was at the call."""


def title_of(document: CallDocument) -> str:
    way = "rang" if document["direction"] == "inbound" else "was called by"
    name = document["name"] or "Somebody"
    return f"Call {document['call']}: {name} {way} {document['agent']}"


def summary_of(document: CallDocument) -> str:
    """Return the call in words: `Voicemail, 57 s, Wed 18 Nov, 13:16 their time, by sam.`"""
    sentences = (", ".join(filter(None, _call_words(document))), _allowed(document).capitalize())
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def _call_words(document: CallDocument) -> tuple[str, str, str, str]:
    """Return how a call ended, its length, when it was, and whose it was; "" if unknown."""
    began, ended = (_instant(document[key]) for key in ("dialled_at", "ended_at"))
    local = next((_instant(str(time["local"])) for time in document["local_times"]), None)
    return (
        clean(document["outcome"] or "No outcome yet"),
        length_words(ended - began) if began and ended and ended > began else "",
        f"{weekday_day(local.date())}, {time_words(local)} their time" if local else "",
        "they rang" if document["direction"] == "inbound" else f"by {clean(document['agent'])}",
    )


def _allowed(document: CallDocument) -> str:
    """Return `allowed until 19:00 their time`, or "" if the verdict is not that it is allowed."""
    verdict, local_times = document["verdict"], document["local_times"]
    if verdict is None or verdict["verdict"] != "call" or not local_times:
        return ""
    closes_at = _instant(verdict["closes_at"])
    if closes_at is None:
        return "allowed all that day"
    return f"allowed until {clock(closes_at, str(local_times[0]['zone']))} their time"


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def parts_of(document: CallDocument) -> list[Part]:
    """Return the page as titled tables."""
    verdict = document["verdict"]
    parts = [Part("The call", FIELD, [row for row in _call(document) if row[1] not in {None, ""}])]
    if verdict is not None:
        parts.append(Part("The verdict it was made under", FIELD, _verdict(document)))
    return [
        *parts,
        Part(
            "Rules named, as of that day",
            ("rule", "says", "citation", "source"),
            [
                (item["rule"], in_style(item["says"]), item["citation"], item["source"])
                for item in document["rules"]
            ],
        ),
        Part(
            "Registry copies held at that moment",
            (
                *("list", "as of", "loaded", "by", "numbers", "file", "checksum", "entry"),
                "replaced",
            ),
            [_picked(item, *COPY) for item in document["copies"]],
        ),
        Part(
            "Evidence in force at that moment",
            ("kind", "given on", "evidence", "recorded by", "recorded"),
            [
                _picked(item, "kind", "on", "evidence", "agent", "recorded_at")
                for item in document["evidence"]
            ],
        ),
        Part(
            "To be said first there",
            ("in", "say", "citation"),
            [_picked(item, "in", "say", "citation") for item in document["say_first"]],
        ),
        Part(
            "Scripts of the list",
            ("name", "last put", "by", ""),
            [
                (*_picked(item, "name", "put_at", "agent"), SINCE[bool(item["is_as_then"])])
                for item in document["scripts"]
            ],
        ),
        Part(
            "Entries of the audit log",
            ("entry", "at", "agent", "action", "hash of the entry"),
            [
                _picked(item, "entry", "at", "agent", "action", "hash")
                for item in document["entries"]
            ],
        ),
        Part("The proof", FIELD, _proof(document)),
    ]


def _call(document: CallDocument) -> list[tuple[str, object]]:
    way = "dialled" if document["verdict"] else "rang"
    clocks = [(f"{way} there", _local_words(local_time)) for local_time in document["local_times"]]
    return [
        ("number", document["number"] or "erased"),
        ("lead", f"{document['name']} ({document['lead']}), list {document['list_name']}"),
        ("agent", document["agent"]),
        ("session", document["session"]),
        ("number shown", document["caller_id"]),
        *clocks,
        (way, utc_text(document["dialled_at"])),
        ("answered", utc_text(document["answered_at"])),
        ("line ended", utc_text(document["line_ended_at"])),
        ("how the line ended", document["line_end"]),
        ("call ended", utc_text(document["ended_at"])),
        ("outcome recorded", utc_text(_recorded_at(document))),
        ("outcome", document["outcome"] or "none yet"),
        ("note", document["note"]),
        ("time data", document["tzdata"]),
        *_script(document),
    ]


def _recorded_at(document: CallDocument) -> str | None:
    """Return when the outcome that counts was recorded: later than the end if one was undone."""
    times = [str(item["at"]) for item in document["entries"] if item["action"] == "outcome"]
    return max(times, default=document["ended_at"]) if document["outcome"] else None


def _local_words(clock: Mapping[str, object]) -> str:
    """Return `Wed 2026-11-18 16:12 America/New York (by postal code)`."""
    local = datetime.fromisoformat(str(clock["local"]))
    return f"{exact_time(local)} {clock['zone']} {_by(clock)}".replace("_", " ")


def _by(item: Mapping[str, object]) -> str:
    return f"(by {item['from']})".replace("_", " ")


def _script(document: CallDocument) -> list[tuple[str, object]]:
    script = document["script"]
    answers: list[tuple[str, object]] = [
        (f"answered, {name.replace('_', ' ')}", text) for name, text in document["answers"].items()
    ]
    if script is None:
        return answers
    return [
        *answers,
        ("script", f"{script['name']}, version {script['version']}"),
        ("began with", script["opening"]),
    ]


def _verdict(document: CallDocument) -> list[tuple[str, object]]:
    verdict = document["verdict"]
    assert verdict is not None
    places = ", ".join(f"{item['jurisdiction']} {_by(item)}" for item in verdict["jurisdictions"])
    return [
        ("verdict", KINDS.get(verdict["verdict"], verdict["verdict"])),
        ("judged", utc_text(verdict["at"])),
        ("would have closed", utc_text(verdict["closes_at"]) or "not that day"),
        ("jurisdictions", places),
        *(("allowed by", item) for item in verdict["allowed_by"]),
        *(
            ("reason", f"{in_style(item['text'])} ({item['rule']}, {item['citation']})")
            for item in verdict["reasons"]
        ),
        *((CAUTION, in_style(item)) for item in verdict["cautions"]),
    ]


def _picked(item: Mapping[str, object], *names: str) -> tuple[object, ...]:
    """Return some values of a document, in this order; days and times in the user's style."""
    return tuple(day_or_time(item[name]) if name in DATED else item[name] for name in names)


def _proof(document: CallDocument) -> list[tuple[str, object]]:
    proof = document["proof"]
    if not proof["covered"]:
        return [("covered", "no: made before the audit log held hashes of calls")]
    agrees = "yes" if proof["agrees"] else "NO: the call is not as the log recorded it"
    return [
        ("entry", proof["entry"]),
        ("hash of the call, in the log", proof["recorded_hash"]),
        ("hash of the call, now", proof["recomputed_hash"]),
        ("call and log agree", agrees),
    ]


def place_words(name: str, at: int, count: int) -> str:
    """Say which of several calls is shown, counted from the oldest."""
    place = "1 call" if count == 1 else f"call {count - at} of {count}"
    return f"{clean(name) or 'Somebody'}: {place}"


def no_call_words(count: int) -> str:
    """Say that there is no such call, and which ones there are."""
    if not count:
        return "No call with them has an outcome yet."
    return f"There are {count}: f7 1 is the newest, f7 {count} the oldest."


TOLD = {
    *("number", "agent", "note", "outcome", "allowed by", "call and log agree"),
    "Rules named, as of that day",
}
"""Rows and parts of the record that the agent reads above it."""

ALLOWED = ("verdict", KINDS["call"])
"""The row of a call that was allowed, which is told in words."""

WITH_YEAR = date.min
"""In place of today: each day of the record has its year."""

FOR_PROGRAMS = {
    *("dialled", "rang", "answered", "line ended", "call ended", "outcome recorded", "judged"),
    *("would have closed", "time data", "entry", "hash of the call, in the log"),
    *("hash of the call, now", "Entries of the audit log"),
    *("loaded", "file", "checksum", "replaced", "recorded", "last put"),
}
"""Rows, columns and parts that only `report call` prints: times in UTC, hashes."""


def call_blocks(document: CallDocument) -> Iterator[list[StyledLine]]:
    """Yield what an agent wants to know of the call, and after it the record."""
    yield from told_blocks(document)
    yield from record_blocks(document)


def told_blocks(document: CallDocument) -> Iterator[list[StyledLine]]:
    """Yield what was said, and after it under which rules."""
    yield from said_blocks(document)
    yield from rule_blocks(document)


def said_blocks(document: CallDocument) -> Iterator[list[StyledLine]]:
    """Yield a block for how the call ended and under which verdict, and one for the note."""
    outcome, length, *when = _call_words(document)
    words = ", ".join(filter(None, when))
    text = f", {length} · {words}" if length else f" · {words}"
    number = show_phone(document["number"]) if document["number"] else "number erased"
    facts = [Word(number), Word(_allowed(document)), _record(document)]
    parts = [part for fact in facts if fact.text for part in (Word(" · ", Role.MUTED), fact)]
    yield [(Word(outcome, Role.TITLE), Word(text)), (Word("  "), *parts[1:])]
    note = clean_lines(document["note"] or "").splitlines()
    lines = [styled_line(f"  {line}", Role.STRONG) for line in note]
    none = "" if lines else " · none was written"
    yield [(Word("Note", Role.HEADING), Word(none, Role.MUTED)), *lines]


def rule_blocks(document: CallDocument) -> Iterator[list[StyledLine]]:
    """Yield the rules of that day."""
    if rules := dict.fromkeys(clean(in_style(item["says"])) for item in document["rules"]):
        yield [
            styled_line("The rules that day", Role.HEADING),
            *(styled_line(f"  • {rule}") for rule in rules),
        ]


def _record(document: CallDocument) -> Word:
    proof = document["proof"]
    if not proof["covered"]:
        return Word("")  # the record says why
    if proof["agrees"]:
        return Word("✓ record unchanged", Role.GOOD)
    return Word("not as the audit log recorded it", Role.BAD)


def record_blocks(document: CallDocument) -> Iterator[list[StyledLine]]:
    """Yield a gray block for each part of the record. Unknown values are left out."""
    parts = [
        Part(part.title, part.header, rows)
        for part in parts_of(document)
        if part.title not in TOLD | FOR_PROGRAMS
        if (rows := [row for row in part.rows if _is_of_record(row)])
    ]
    in_words = dict(_in_words(document))
    labels = (len(str(row[0])) for part in parts if part.header == FIELD for row in part.rows)
    label = min(LABEL, max(labels))  # never empty: the call's own part always has rows
    for place, part in enumerate(parts):
        title = part.title if place else f"For the record · call {document['call']}"
        block = [styled_line(title, Role.HEADING)]
        before = None
        for row in part.rows:
            if part.header == FIELD and row[0] == CAUTION:
                block.append((Word("  ! ", Role.WARNING), Word(_shown(row[1]))))
            elif part.header == FIELD:
                name = "" if row[0] == before else row[0]  # several values have their name once
                text = in_words.get(row[1], _shown(row[1]))
                block.append(styled_line(f"  {name:<{label}}  {text}", Role.MUTED))
                before = row[0]
            else:
                named = zip(part.header, row, strict=True)
                there = {
                    head: _shown(cell)
                    for head, cell in named
                    if cell not in {None, ""} and head not in FOR_PROGRAMS
                }
                block.append(styled_line(f"  • {_sentence_of(there)}", Role.MUTED))
        yield block


def _is_of_record(row: Sequence[object]) -> bool:
    return row[0] not in TOLD | FOR_PROGRAMS and tuple(row) != ALLOWED


def _in_words(document: CallDocument) -> Iterator[tuple[object, str]]:
    """Yield what the record says by codes, and the same in words."""
    for time in document["local_times"]:
        local = datetime.fromisoformat(str(time["local"]))
        moment = f"{local:%a} {day(local.date(), WITH_YEAR)}, {time_words(local)}"
        yield _local_words(time), f"{moment} {city(str(time['zone']))} {_by(time)}"
    if document["verdict"] is not None:
        places = document["verdict"]["jurisdictions"]
        codes = ", ".join(f"{item['jurisdiction']} {_by(item)}" for item in places)
        yield codes, ", ".join(f"{law_name(item['jurisdiction'])} {_by(item)}" for item in places)


def _sentence_of(row: Mapping[str, str]) -> str:
    """Return a row of a table in words: that of a registry's copy, of a duty, or any other."""
    if "list" in row:
        needs = (need.name for need in all_registries() if need.id == row["list"])
        name = next(needs, row["list"])
        numbers = many(int(row["numbers"]), "number")
        return f"{name} of {day_in(row['as of'], WITH_YEAR)}: {numbers}, loaded by {row['by']}"
    if "say" in row:
        return f"{law_name(row['in'])}: {row['say']} ({row['citation']})"
    return " · ".join(f"{head} {cell}" for head, cell in row.items())


def _shown(cell: object) -> str:
    return clean(str(cell))
