"""Rows in memory and leads in the database: a screening chooses the same of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from console.files.fields.lead_fields import ASKED
from console.lists.screening import sql_where, values_of_place
from console.rules.places.facts import place_from_facts
from console.rules.screening.expressions import WORDS as FIXED_WORDS
from console.rules.screening.expressions import read_screening
from console.rules.screening.matching import Screened, fits
from db.conditions import OF_PLACES, Asked
from db.engine.database import Database
from db.enums import LeadKind
from db.leads.records import numbers_of
from db.tables.leads import leads
from tests.examples import examples
from tests.leads import add_lead

NOW = datetime(2026, 11, 18, 17, tzinfo=UTC)

WORDS = [
    "",
    "Dentist",
    "dentist",
    "DENTIST 2",
    "50%",
    "a_b",
    "a\\b",
    "Zoë",
    "ZOË",
    "it's",
    "İ",
    "*",
    "7",
]
NAMES = ["Shoe size", "Größe", "100%", "a.b", "$x"]


@dataclass(frozen=True)
class Shelf:
    """Leads of many kinds: in a database, and as a screening sees them in memory."""

    database: Database
    leads: dict[int, Screened]


@pytest.fixture
def shelf(database: Database) -> Shelf:
    phones = ["(212) 555-0100", "(208) 555-0101", "+44 20 7946 0958", "(850) 555-0102"]
    for at, word in enumerate(WORDS):
        add_lead(
            database,
            word or "Ada",
            phones[at % 4],
            *([phones[(at + 1) % 4]] if at % 3 == 0 else []),
            kind=list(LeadKind)[at % 2],
            region=["NY", "fl", ""][at % 3],
            postal_code=["10012", "10", ""][at % 3],
            list_name=["Fair", "Bought 50%"][at % 2],
            occupation=word,
            notes=WORDS[-at],
            income=[None, 0, 99_999, 100_000][at % 4],
            dials=at % 3,
            last_dialled_at=NOW - timedelta(days=at * 5) if at % 2 else None,
            introduced_at=NOW - timedelta(days=at) if at % 3 else None,
            extras={NAMES[at % 5]: word, "n": ["", "0", "044", "44", "4.4", "9" * 16, "٤"][at % 7]},
        )
    held = {}
    with database.read() as connection:
        names = {1: "Fair", 2: "Bought 50%"}
        for row in connection.execute(select(leads)).all():
            matches = numbers_of(connection, row.id)
            many: dict[str, tuple[str, ...]] = {"number": tuple(match.e164 for match in matches)}
            for name in OF_PLACES:
                many[name] = tuple(
                    value
                    for match in matches
                    for value in values_of_place(place_from_facts(match.place))[name]
                )
            values = {name: getattr(row, name) for name in ASKED if hasattr(row, name)}
            held[row.id] = Screened({**values, "list": names[row.list_id]}, many, row.extras)
    return Shelf(database, held)


values = st.sampled_from(
    [
        *(word for word in WORDS if '"' not in word),
        "den*",
        "*T",
        "*e*t*",
        "N*",
        "%",
        "_",
        "+1212*",
        "America/New_York",
        "US-NY",
        "business",
        "open",
        "fair",
        "*",
    ]
)
amounts = st.sampled_from(["0", "44", "100k", "-1", "99999", "2"])
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
instants = st.sampled_from(["30 days ago", "2026-11-03", "today", "40 days ago"])


OF_FEW: dict[str, Iterable[str]] = {**FIXED_WORDS, "number": ["'+12125550147'", "'(208) 555-0147'"]}
"""Fields that refuse other words, with some that they take."""


def _text(value: str) -> str:
    return f'"{value}"'


def _fields(asked: Asked) -> st.SearchStrategy[str]:
    matches = [name for name, row in ASKED.items() if row is asked and name not in OF_FEW]
    return st.sampled_from(matches)


texts = _fields(Asked.TEXT)
extras = st.sampled_from([_text(name) for name in [*NAMES, "n", "gone"]])
few = st.sampled_from([(name, word) for name, words in OF_FEW.items() for word in words])
leaves = st.one_of(
    st.builds("{0[0]} {1} {0[1]}".format, few, signs),
    st.builds('{0[0]} in ("", {0[1]})'.format, few),
    st.builds("{} ~ {}".format, st.sampled_from(list(OF_FEW)), values.filter(bool).map(_text)),
    st.builds("{} {} {}".format, texts | extras, signs, values.filter(bool).map(_text)),
    st.builds("{} ~ {}".format, texts | extras, values.filter(bool).map(_text)),
    st.builds("{} in ({}, {})".format, texts, values.map(_text), values.map(_text)),
    st.builds("{} is empty".format, st.sampled_from(list(ASKED)) | extras),
    st.builds("{} {} {}".format, _fields(Asked.NUMBER) | extras, signs, amounts),
    st.builds("{} {} {}".format, _fields(Asked.INSTANT), signs, instants),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=5,
)


@given(expression=expressions)
@settings(
    max_examples=examples(250),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_screening_chooses_the_same_in_memory_and_in_the_database(
    shelf: Shelf, expression: str
) -> None:
    tree = read_screening(expression, ASKED, NOW)
    with shelf.database.read() as connection:
        asked = select(leads.c.id).where(sql_where(connection, tree))
        chosen = set(connection.execute(asked).scalars())
    assert chosen == {lead_id for lead_id, lead in shelf.leads.items() if fits(tree, lead)}


def test_every_lead_fits_a_screening_or_its_opposite(shelf: Shelf) -> None:
    for expression in ("income > 5", 'occupation ~ "d*"', '"n" = 44', "last_dialled_at < today"):
        with shelf.database.read() as connection:
            chosen: list[int] = []
            for text in (expression, f"not ({expression})"):
                tree = read_screening(text, ASKED, NOW)
                asked = select(leads.c.id).where(sql_where(connection, tree))
                chosen += connection.execute(asked).scalars()
        assert sorted(chosen) == sorted(shelf.leads)
