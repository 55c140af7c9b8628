"""How sure a share is: of a hundred conversations forty were talks, but of the next hundred?"""

from math import sqrt

SURE = 1.959964
"""Standard deviations on either side, for 95 of 100 such intervals to hold the true share."""


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The share's interval, from 0 to 1; of nothing it is everything.

    Wilson, “Probable inference, the law of succession, and statistical inference”, JASA 22 (1927),
    equation for the score interval: it holds for small counts, and never leaves 0 to 1.
    """
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, SURE * SURE / whole
    middle = share + square / 2
    reach = SURE * sqrt((share * (1 - share) + square / 4) / whole)
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))
