"""Compute the confidence interval of a share of few events."""

from math import sqrt

SURE = 1.959964
"""Standard deviations on either side, so that 95 of 100 intervals contain the true share."""


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, within 0 to 1; (0, 1) if `whole` is 0.

    Wilson, “Probable inference, the law of succession, and statistical inference”, JASA 22 (1927),
    equation for the score interval: it is exact enough for small counts and never leaves 0 to 1.
    """
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, SURE * SURE / whole
    middle = share + square / 2
    reach = SURE * sqrt((share * (1 - share) + square / 4) / whole)
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))
