"""What a key recorded, confirmed on the screen until the next dial."""

from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.shift.outcomes import Effect


class Receipt(Struct, frozen=True):
    """A recorded outcome with what follows, a skip, a settled doubt, or what an undo took back.

    `length` is the time since the answer, or since the dial if no answer was seen. `effect` is None
    if the outcome had been recorded before. `promised_at` is the time of a callback, `meets_at` of
    an appointment. `taken_back` is the label of the outcome or skip that an undo took back,
    `skipped` the reason of a skip, which rests until `rests_until`, and `settled` what doubtful
    words mean. The outcome is "" then.
    """

    outcome: str
    name: str
    length: timedelta | None = None
    effect: Effect | None = None
    promised_at: datetime | None = None
    taken_back: str = ""
    skipped: str = ""
    settled: str = ""
    meets_at: datetime | None = None
    rests_until: datetime | None = None
