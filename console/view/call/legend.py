"""What the signs of the strip and the words of the pace mean."""

from console.cards.call_result import CallResult
from console.view.call.call import MACHINE, NOBODY

SIGNS: tuple[tuple[str, str, CallResult], ...] = (
    (NOBODY, "nobody", CallResult.NOTHING),
    (MACHINE, "machine, desk", CallResult.NOTHING),
    ("n", "no", CallResult.NO),
    ("c", "promised", CallResult.CALLBACK),
    ("y", "yes", CallResult.YES),
)
"""The signs of the strip, each with its word."""

FEW_CALLS = 10
"""With fewer calls than this today, the legend stands beside the strip."""

PACE_WORDS = (
    ("talk", "a call with the person, not with a machine or a front desk"),
    ("9.2 noes per yes", "your noes for each yes, over the last 30 days"),
    ("24/h", "your calls an hour today, without breaks of five minutes and more"),
    ("best run 12", "most calls today with less than five minutes between any two"),
)
"""The words of the pace, each with its meaning."""

MEANINGS = (
    ("05h ▁n▁y▃", "your calls by hour, a cell each; a letter is a talk and the key that ended it"),
    *PACE_WORDS,
)
"""What the lines above and below the lead show, each with its meaning."""
