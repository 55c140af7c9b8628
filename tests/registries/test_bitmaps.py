"""A set of numbers as bits: whatever waits in the file or for it, the set is the same."""

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from console.do_not_call.registries.bitmaps import SHORT_RUN, SIZE, Bitmaps, NumberSpool
from db.dnc.registries import LINES

exchanges = st.integers(1_202_200, 1_202_202)
lines = st.integers(0, 2)
runs = st.lists(lines, min_size=1, max_size=4) | st.just(list(range(SHORT_RUN + 5)))
acts = st.one_of(
    st.tuples(st.just("add"), exchanges, lines.map(lambda line: [line])),
    st.tuples(st.just("discard"), exchanges, lines.map(lambda line: [line])),
    st.tuples(st.just("add_run"), exchanges, runs),
    st.tuples(st.just("put"), exchanges, runs),
)


@given(
    st.lists(acts, max_size=40),
    st.sampled_from([1, 2, 100]),
    st.sampled_from([1, 3, 1000]),
)
def test_any_order_of_acts_gives_the_set_a_plain_set_gives(
    done: list[tuple[str, int, list[int]]], at_hand: int, in_memory: int
) -> None:
    expected: set[tuple[int, int]] = set()
    with Bitmaps(at_hand, NumberSpool(in_memory)) as bitmaps:
        for act, exchange, run in done:
            these = {(exchange, line) for line in run}
            if act == "add":
                bitmaps.add(exchange, run[0])
            elif act == "discard":
                bitmaps.discard(exchange, run[0])
            elif act == "add_run":
                bitmaps.add_run(exchange, run)
            else:
                bits = bytearray(SIZE)
                for line in run:
                    bits[line >> 3] |= 1 << (line & 7)
                bitmaps.put(exchange, bytes(bits))
                expected = {row for row in expected if row[0] != exchange}
            expected = expected - these if act == "discard" else expected | these
        matches = {
            (exchange, line)
            for exchange, bits in bitmaps.blocks()
            for line in range(LINES)
            if bits[line >> 3] >> (line & 7) & 1
        }
        assert matches == expected
        assert sum(bitmaps.sizes().values()) == len(expected)


@given(st.sets(st.integers(0, 9_999_999), min_size=1, max_size=50), st.sampled_from([1, 7, 1000]))
@settings(max_examples=20, deadline=None)
def test_many_numbers_of_one_area_give_the_bits_that_few_give(
    wanted: set[int], in_memory: int
) -> None:
    matches = []
    for many in (1, 1000):
        bag = NumberSpool(in_memory, many)
        bag.add_all([1208] * len(wanted), array("I", wanted))
        matches.append(list(bag.take_all()))
        assert list(bag.take_all()) == []
        bag.close()
    assert matches[0] == matches[1]
    assert sum(int.from_bytes(bits).bit_count() for _, bits in matches[0]) == len(wanted)
