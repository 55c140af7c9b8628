"""Postal codes by their shape."""

import re

# Written so in one country only, by the address standards of the Universal Postal Union's members.
POSTAL_CODES = {
    "GB": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
    "CA": re.compile(r"[ABCEGHJ-NPR-TVXY]\d[A-Z][ -]?\d[A-Z]\d"),
    "JP": re.compile(r"〒? ?\d{3}-\d{4}"),
    "NL": re.compile(r"[1-9]\d{3} ?[A-Z]{2}"),
    "IE": re.compile(r"[AC-FHKNPRTV-Y]\d[\dW] ?[\dA-Z]{4}"),
    "BR": re.compile(r"\d{5}-\d{3}"),
    "PT": re.compile(r"\d{4}-\d{3}"),
    "PL": re.compile(r"\d{2}-\d{3}"),
    "US": re.compile(r"\d{5}-\d{4}"),
}
