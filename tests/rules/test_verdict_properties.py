"""What must hold of every verdict, whatever the place, the firm, the history and the instant."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.rules.law.disclosures import TRADES
from console.rules.law.statutes import known_jurisdictions
from console.rules.times.windows import load_zone
from console.rules.values import (
    Candidate,
    Evidence,
    Firm,
    FirmRule,
    Place,
    RegistryCopy,
    RegistryHit,
    Standing,
    Verdict,
)
from console.rules.verdict.verdict import judge, open_spans
from db.enums import EvidenceKind, LeadKind, LineType, PlaceSource, VerdictKind
from tests.examples import examples

ORDER = list(VerdictKind)
SECOND = timedelta(seconds=1)
STEP = timedelta(microseconds=1)

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/St_Johns",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "Europe/London",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
)


def between(first: str, last: str) -> st.SearchStrategy[datetime]:
    start, end = (datetime.fromisoformat(f"{day}T00:00Z") for day in (first, last))
    micro = timedelta(microseconds=1)
    return st.integers(0, (end - start) // micro).map(lambda since: start + since * micro)


# Days on which clocks change, the day Pennsylvania's hours changed, and any other.
instants = st.one_of(
    between("2019-01-01", "2034-12-01"),
    between("2027-03-13", "2027-03-16"),
    between("2026-10-16", "2026-10-20"),
    between("2026-10-31", "2026-11-03"),
)
sources = st.sampled_from([PlaceSource.REGION, PlaceSource.AREA_CODE, PlaceSource.POSTAL_CODE])
zones = st.builds(Candidate, st.sampled_from(ZONES), sources)
jurisdictions = st.builds(Candidate, st.sampled_from([*known_jurisdictions(), "US-GA"]), sources)
days = st.dates(date(2018, 1, 1), date(2034, 12, 1))
evidence = st.builds(
    Evidence,
    st.sampled_from([*EvidenceKind, EvidenceKind.WRITTEN]),
    st.one_of(days, st.just(date(2018, 1, 1))),
)
places = st.builds(
    Place,
    country=st.sampled_from(["US", "CA", "GB", "FR"]),
    zones=st.lists(zones, min_size=1, max_size=2).map(tuple),
    jurisdictions=st.lists(jurisdictions, min_size=1, max_size=2).map(tuple),
    kind=st.sampled_from(LeadKind),
    line=st.sampled_from([LineType.LANDLINE, LineType.LANDLINE, LineType.UNKNOWN, LineType.MOBILE]),
    area_code=st.sampled_from([None, "850", "416", "800"]),
    cleared_on=st.one_of(st.none(), days),
    evidence=st.lists(evidence, max_size=2).map(tuple),
    list_name=st.sampled_from(["", "Fair"]),
)
day_classes = st.sampled_from(["*", "weekday", "sat", "sun", "holiday"])
clocks = st.integers(0, 47).map(lambda half: time(half // 2, 30 * (half % 2)))
wheres = st.sampled_from(["*", "US", "US-FL", "CA"])
lists = st.sampled_from(["", "", "Fair"])
kinds = st.sampled_from([None, None, LeadKind.CONSUMER])
firm_rules = st.one_of(
    st.builds(
        lambda where, on, hours, of, kind: FirmRule(
            where, on, hours[0], hours[1], list_name=of, kind=kind
        ),
        wheres,
        day_classes,
        st.one_of(st.just((None, None)), st.tuples(clocks, clocks)),
        lists,
        kinds,
    ),
    st.builds(
        lambda where, of, kind, cap, hours: FirmRule(
            where, list_name=of, kind=kind, cap=cap, cap_hours=hours
        ),
        wheres,
        lists,
        kinds,
        st.integers(1, 5),
        st.sampled_from([1, 24, 168, 720]),
    ),
    st.builds(
        lambda where, of, consent: FirmRule(where, list_name=of, consent=consent),
        wheres,
        lists,
        st.sampled_from([("written",), ("written", "inquiry 3 months")]),
    ),
    st.builds(
        lambda where, of: FirmRule(where, list_name=of, registry="texas", good_for=14),
        wheres,
        lists,
    ),
)
firms = st.builds(
    Firm,
    trades=st.sampled_from([(), ("securities",), tuple(TRADES)]),
    unknown_line=st.sampled_from(["caution", "bar"]),
    courtesy_opens=st.sampled_from([time(0), time(8), time(2, 30)]),
    courtesy_closes=st.sampled_from([time(0), time(21), time(1, 30)]),
    rules=st.lists(firm_rules, max_size=2).map(tuple),
)


@st.composite
def standings(draw: st.DrawFn, now: datetime) -> Standing:
    """Lists and history as they can be at `now`: dials in the past, callbacks anywhere near."""
    minutes = st.integers(0, 40 * 24 * 60)
    ahead = st.one_of(st.none(), st.integers(-600, 6000).map(lambda m: now + timedelta(minutes=m)))
    as_of = st.integers(0, 40).map(lambda ago: (now - timedelta(days=ago)).date())
    copies = st.builds(RegistryCopy, st.sampled_from(["national", "national", "texas"]), as_of)
    hits = st.builds(RegistryHit, st.just("national"), st.just("the registry"), days)
    if not draw(st.booleans()):
        return Standing(lists_checked=False)
    return Standing(
        copies=tuple(draw(st.lists(copies, max_size=2))),
        hits=tuple(draw(st.lists(hits, max_size=1))),
        rests_until=draw(ahead),
        callback_at=draw(ahead),
        dials=tuple(now - timedelta(minutes=ago) for ago in draw(st.lists(minutes, max_size=5))),
        lists_checked=draw(st.booleans()),
    )


def samples(start: datetime, end: datetime) -> list[datetime]:
    """Instants in [start, end): both ends and, between them, every hour of three days at most."""
    hours = int((end - start) / timedelta(hours=1))
    step = max(1, hours // 24)
    inside = [start + timedelta(hours=hour) for hour in range(0, hours, step)]
    return [start, *inside, *(at for at in (end - SECOND, end - STEP) if at >= start)]


@settings(max_examples=examples(200), deadline=None)
@given(st.data(), places, firms, instants)
def test_call_holds_until_closes_at_and_not_at_it(
    data: st.DataObject, place: Place, firm: Firm, now: datetime
) -> None:
    standing = data.draw(standings(now))
    verdict = judge(place, standing, firm, now)
    if verdict.kind is not VerdictKind.CALL:
        return
    assert verdict.reasons == ()
    end = verdict.closes_at or now + timedelta(days=300)
    assert now < end
    for at in samples(now, end):
        later = judge(place, standing, firm, at)
        assert later.kind is VerdictKind.CALL
        assert later.closes_at == verdict.closes_at
    if verdict.closes_at is not None:
        assert judge(place, standing, firm, verdict.closes_at).kind is not VerdictKind.CALL


@settings(max_examples=examples(200), deadline=None)
@given(st.data(), places, firms, instants)
def test_wait_is_not_callable_before_opens_at_and_is_at_it(
    data: st.DataObject, place: Place, firm: Firm, now: datetime
) -> None:
    standing = data.draw(standings(now))
    verdict = judge(place, standing, firm, now)
    if verdict.kind is not VerdictKind.WAIT:
        return
    end = verdict.opens_at or now + timedelta(days=300)
    assert now < end
    for at in samples(now, end):
        assert judge(place, standing, firm, at).kind is not VerdictKind.CALL
    if verdict.opens_at is not None:
        opened = judge(place, standing, firm, verdict.opens_at)
        # Evidence or a registry copy may run out meanwhile; time itself allows the call.
        assert opened.kind is not VerdictKind.WAIT
        assert all(reason.kind is not VerdictKind.WAIT for reason in opened.reasons)


@settings(max_examples=examples(200), deadline=None)
@given(st.data(), places, firms, instants)
def test_each_reason_of_time_no_longer_holds_at_its_own_opening(
    data: st.DataObject, place: Place, firm: Firm, now: datetime
) -> None:
    standing = data.draw(standings(now))
    for reason in judge(place, standing, firm, now).reasons:
        if reason.opens_at is None:
            continue
        assert reason.opens_at > now
        later = judge(place, standing, firm, reason.opens_at)
        assert reason.rule not in {row.rule for row in later.reasons if row.code is reason.code}


@settings(max_examples=examples(300), deadline=None)
@given(st.data(), places, firms, instants, zones, jurisdictions, firm_rules)
def test_another_candidate_or_rule_never_makes_a_verdict_looser(
    data: st.DataObject,
    place: Place,
    firm: Firm,
    now: datetime,
    zone: Candidate,
    jurisdiction: Candidate,
    rule: FirmRule,
) -> None:
    standing = data.draw(standings(now))
    before = judge(place, standing, firm, now)
    for stricter, under in (
        (replace(place, zones=(*place.zones, zone)), firm),
        (replace(place, jurisdictions=(*place.jurisdictions, jurisdiction)), firm),
        (place, replace(firm, rules=(*firm.rules, rule))),
    ):
        after = judge(stricter, standing, under, now)
        assert ORDER.index(after.kind) <= ORDER.index(before.kind)
        if before.kind is after.kind is VerdictKind.CALL and before.closes_at:
            assert after.closes_at is not None
            assert after.closes_at <= before.closes_at
        if before.kind is after.kind is VerdictKind.WAIT and after.opens_at:
            assert before.opens_at is not None
            assert after.opens_at >= before.opens_at


@settings(max_examples=examples(150), deadline=None)
@given(st.data(), places, firms, instants, st.sampled_from(ZONES))
def test_the_verdict_does_not_depend_on_the_agents_zone_nor_on_what_was_asked_before(
    data: st.DataObject, place: Place, firm: Firm, now: datetime, agent: str
) -> None:
    standing = data.draw(standings(now))
    here = judge(place, standing, firm, now)
    for at in data.draw(st.lists(st.integers(-3000, 3000), max_size=3)):
        judge(place, standing, firm, now + timedelta(minutes=at))
    assert judge(place, standing, firm, now.astimezone(load_zone(agent))) == here


@settings(max_examples=examples(150), deadline=None)
@given(places, firms, instants)
def test_open_spans_and_verdicts_agree(place: Place, firm: Firm, now: datetime) -> None:
    end = now + timedelta(days=3)
    spans = open_spans(place, firm, now, end)
    for minutes in range(0, 3 * 24 * 60, 37):
        at = now + timedelta(minutes=minutes)
        inside = any(opens <= at < closes for opens, closes in spans)
        assert inside is may_by_time(judge(place, Standing(lists_checked=False), firm, at))


def may_by_time(verdict: Verdict) -> bool:
    return not any(
        reason.kind is VerdictKind.WAIT or reason.code == "holidays_unknown"
        for reason in verdict.reasons
    )
