"""What an entry of the audit log says of rows, read as `db.audit.coverage.Changes` wrote it."""

from typing import TypedDict

OneCall = tuple[str, int | None, str, int | None]
"""The hash of a call; the entry that held it before and the hash it had then, or None and "";
the attempt that closed its lead, or None."""

_HOLDS = '"holds":{"attempt":[1,"'
_HELD_END = '"]},"v":1}'
_HELD = len(_HOLDS) + 64 + len(_HELD_END)

_DROPS = len('{"drops":{"attempt":{"')
_DROPPED_END = len('"]}},')
_DROPPED = len('":["') + 64 + _DROPPED_END

_CLOSES = '{"closes":'


class ProofDocument(TypedDict, total=False):
    v: int
    holds: dict[str, tuple[int, str]]
    drops: dict[str, dict[str, list[str]]]
    attempts: tuple[int, int]
    late: dict[str, int]
    closes: int


def read_one_call(proof: str) -> OneCall | None:
    """What nearly all entries say: of one call, and of no other row. None where it is not that.

    By where it stands in the text: read as JSON it takes ten times as long.
    """
    held = proof[-len(_HELD_END) - 64 : -len(_HELD_END)]
    if not proof.endswith(_HELD_END) or proof[-_HELD : -_HELD + len(_HOLDS)] != _HOLDS:
        return None
    rest, closed = proof[:-_HELD], None
    if rest == "{":
        return held, None, "", None
    if rest.startswith(_CLOSES):
        attempt, _, rest = rest[len(_CLOSES) :].partition(",")
        rest, closed = "{" + rest, int(attempt)
    old, dropped = rest[_DROPS:-_DROPPED], rest[-64 - _DROPPED_END : -_DROPPED_END]
    if not old.isdecimal() or rest != f'{{"drops":{{"attempt":{{"{old}":["{dropped}"]}}}},':
        return None
    return held, int(old), dropped, closed
