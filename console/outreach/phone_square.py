"""A phone number as a QR code, which the camera of any phone offers to dial."""

from console.outreach.external_programs import digits

QUIET = 2
"""Light modules around the code. The standard wants four; cameras and zbarimg take two."""

Rows = list[list[tuple[bool, bool]]]


def square_rows(e164: str) -> Rows:
    """Return the code of `tel:` and the number: 13 rows of 25 cells, or 15 of 29.

    A cell is two modules, the upper and the lower one; True is dark.
    """
    import segno  # late: only who dials by camera needs it

    modules = [list(row) for row in segno.make_qr(f"tel:{digits(e164)}").matrix_iter(border=QUIET)]
    if len(modules) % 2:
        modules.append([0] * len(modules[0]))
    return [
        [(bool(upper), bool(lower)) for upper, lower in zip(*pair, strict=True)]
        for pair in zip(modules[::2], modules[1::2], strict=True)
    ]
