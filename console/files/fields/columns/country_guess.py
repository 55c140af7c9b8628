"""Find the country of national numbers: by a row's own country or code, or by the whole file."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from console.files.fields.columns.contents import (
    ENOUGH,
    POSTAL_CODES,
    CellRows,
    is_mail,
    share_of_phones,
)
from console.files.fields.columns.headings import read_name
from console.rules.phone.number_plan import AT_HOME, plan
from console.rules.phone.numbers import PhoneError, count_digits, read_phone
from console.rules.places.regions import name_country, read_country, spell
from console.rules.text import clean_line, simplify

MOST = 3
"""Countries that are suggested beside the firm's own."""

SURE = 2.0
"""Score that makes a country our guess: one strong sign, or two weak ones."""

# Countries whose states and provinces are known.
WITH_REGIONS = ("US", "CA", "AU", "BR", "ES", "FR", "MX", "NZ", "PT")

FEW, BETTER, NEARLY_ALL = 0.3, 0.3, 0.8
"""Shares of a column's numbers that are valid in a country. Below FEW we doubt the firm's own
country. If another country is ahead by BETTER, weak signs are enough; at NEARLY_ALL we need no
other sign."""

SHORT = range(6, 10)
"""Lengths of a number without its area code."""

FREQUENT = ("GB", "DE", "FR", "AU", "JP", "IN", "IT", "ES", "BR", "MX", "NL", "US")
"""Countries to try if the firm's own does not fit and there is no other sign."""

# Column names by language. If a key lists several countries, the first is the likeliest.
HEADERS = {
    "JP": "氏名 名前 会社名 電話番号 電話 携帯 携帯番号 郵便番号 住所 都道府県 勤務先",
    "KR": "이름 성명 회사 회사명 전화번호 전화 휴대폰 우편번호 주소",
    "CN TW HK": "姓名 公司 电话 手机 邮编 地址 電話號碼 手機",
    "DE AT CH": "telefon telefonnummer handy vorname nachname firma unternehmen plz postleitzahl "
    "ort strasse bundesland anrede ansprechpartner",
    "FR BE CH": "telephone portable prenom societe entreprise codepostal ville departement "
    "raisonsociale",
    "ES MX AR": "telefono movil nombre apellido apellidos empresa codigopostal ciudad provincia "
    "correo",
    "IT": "cellulare cognome azienda cap citta ragionesociale indirizzo",
    "BR PT": "telefone celular sobrenome cidade cep bairro endereco",
    "PT BR": "telemovel morada apelido localidade",
    "NL BE": "telefoonnummer telefoon voornaam achternaam bedrijf bedrijfsnaam plaats woonplaats "
    "straat",
    "PL": "imie nazwisko nazwafirmy miasto kodpocztowy ulica komorka",
    "SE": "fornamn efternamn foretag postnummer ort mobiltelefon",
    "GB IE AU NZ": "postcode county town",
    "US CA": "zip zipcode state",
}
OF_ENGLISH = "US CA", "GB IE AU NZ"

KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]|[都道府県]")
HANGUL = re.compile("[\uac00-\ud7a3]")

NO_COUNTRY = frozenset(("AI", "CC", "CO", "FM", "IO", "LY", "ME", "TO", "TV", "WS", "GG"))
"""Top-level domains that are used outside their country."""


class CountryGuess(Struct, frozen=True):
    """Countries that the file may be from, the likeliest first, with the reason for each.

    `best` is our guess: the firm's own unless there are signs of another.
    """

    best: str
    reasons: Mapping[str, str]
    is_read_at_home: bool
    """Whether more than a few of the numbers are valid in the firm's own country."""

    def hint(self, taken: str) -> str:
        """Return a hint if the file seems to be from another country than `taken`, else ""."""
        if self.best == taken:
            return ""
        why = f" ({self.reasons[self.best]})" if self.reasons[self.best] else ""
        return f"It looks like a list of {name_country(self.best)}{why}: --country {self.best}."


def guess_country(header: Sequence[str], rows: CellRows, home: str) -> CountryGuess:
    """Guess the country by the first rows; `home` (ISO) is the firm's own country."""
    columns = _columns(header, rows)
    score: dict[str, float] = {}
    why: dict[str, str] = {}

    def speaks(country: str, weight: float, reason: str) -> None:
        score[country] = score.get(country, 0) + weight
        why.setdefault(country, reason)

    for country, reason in _dialled(columns):
        speaks(country, 3, reason)
    # Cities come last, because some have the name of their state: São Paulo.
    named = sorted(
        zip(header, columns, strict=True), key=lambda pair: read_name(pair[0]).field == "city"
    )
    for name, cells in named:
        for country, reason in (*_postal(name, cells), *_regions(name, cells)):
            speaks(country, 2, reason)
    for country, weight, reason in (*_headers(header), *_letters(columns), *_endings(columns)):
        speaks(country, weight, reason)
    ranked = sorted(score, key=lambda country: -score[country])
    at_home = _fit(columns, home)
    fits = {code: _fit(columns, code) for code in ranked[: MOST * 2] if code != home}
    likely = [code for code, fit in fits.items() if fit >= ENOUGH and score[code] >= 1]
    best = home
    if likely:
        is_better = fits[likely[0]] - at_home > BETTER
        if is_better or score[likely[0]] >= max(SURE, score.get(home, 0) + 1):
            best = likely[0]
    if best == home and at_home >= FEW:
        likely = []
    elif not likely:
        others = (code for code in FREQUENT if code != home)
        likely = [code for code in others if _fit(columns, code) >= NEARLY_ALL]
        why = dict.fromkeys(likely, "its plan has most of these numbers")
    shown = dict.fromkeys([best, *likely[:MOST], home])
    return CountryGuess(best, {code: why.get(code, "") for code in shown}, at_home >= FEW)


def _columns(header: Sequence[str], rows: CellRows) -> list[list[str]]:
    """Return the filled cells by column; short numbers get the area code beside them."""
    names = [read_name(name) for name in header]
    area = next((at for at, name in enumerate(names) if name.is_area_code), -1)
    phones = {at for at, name in enumerate(names) if name.is_phone and at != area}
    wanting = phones if area >= 0 else set()
    columns: list[list[str]] = [[] for _ in header]
    for row in rows:
        for at, text in enumerate(row[: len(header)]):
            cell = text.strip()
            if at in wanting and count_digits(cell) in SHORT and area < len(row):
                cell = f"{row[area].strip()} {cell}"
            if cell:
                columns[at].append(cell)
    return columns


def _fit(columns: CellRows, country: str) -> float:
    """Return the share of numbers valid in a country, in the column where it is highest."""
    return max((share_of_phones(cells, country) for cells in columns), default=0.0)


def _dialled(columns: CellRows) -> list[tuple[str, str]]:
    """Return each country whose calling code starts most numbers of a column."""
    signs = []
    for cells in columns:
        countries: Counter[str] = Counter()
        for cell in cells:
            if cell.startswith(("+", "00")):
                try:
                    phone = read_phone(cell, "")
                except PhoneError:
                    continue
                if phone.country and phone.is_valid:
                    countries[phone.country] += 1
        for country, count in countries.most_common(1):
            if count * 2 > len(cells):
                signs.append((country, "most numbers begin with its calling code"))
    return signs


def _postal(name: str, cells: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (country, f"postal codes in “{clean_line(name)}”")
        for country, shape in POSTAL_CODES.items()
        if _are_most(cells, shape.fullmatch)
    ]


def _regions(name: str, cells: Sequence[str]) -> list[tuple[str, str]]:
    """Return the country that clearly has most of the region names, or none.

    SP exists only in Brazil, but PA exists in two countries.
    """
    known: Counter[str] = Counter()
    for country in WITH_REGIONS:
        spelled = spell(country)
        known[country] = sum(simplify(cell).replace(" ", "") in spelled for cell in cells)
    (best, count), (_, second) = known.most_common(2)
    if cells and count >= ENOUGH * len(cells) and second * 2 <= count:
        return [(best, f"states or provinces in “{clean_line(name)}”")]
    return []


def _headers(header: Sequence[str]) -> list[tuple[str, float, str]]:
    """Return (country, weight, reason) by the language of the column names."""
    words = {simplify(name).replace(" ", "") for name in header}
    counts = {key: len(words & known) for key, known in _known_headers().items()}
    most = max(counts.values())
    signs: list[tuple[str, float, str]] = []
    for key, count in counts.items():
        if count and count == most:
            first, *others = key.split()
            weight = 1.0 if key in OF_ENGLISH or count == 1 else 2.0
            signs.append((first, weight, "the names of its columns"))
            signs += [(code, weight / 2, "the names of its columns") for code in others]
    return signs


@cache
def _known_headers() -> dict[str, frozenset[str]]:
    return {
        key: frozenset(simplify(word) for word in words.split()) for key, words in HEADERS.items()
    }


def _letters(columns: CellRows) -> list[tuple[str, float, str]]:
    """Return (country, weight, reason) by a script that only one country uses."""
    return [
        (country, 2, "the script of its names")
        for country, letters in (("JP", KANA), ("KR", HANGUL))
        if any(_are_most(cells, letters.search) for cells in columns)
    ]


def _endings(columns: CellRows) -> list[tuple[str, float, str]]:
    """Return (country, weight, reason) by the ends of e-mail addresses: .co.uk, .de."""
    ends: Counter[str] = Counter()
    mails = 0
    for cells in columns:
        for cell in filter(is_mail, cells):
            mails += 1
            end = cell.rpartition(".")[2].upper()
            if len(end) == 2 and end not in NO_COUNTRY:
                ends["GB" if end == "UK" else end] += 1
    return [
        (country, 1.5, f"e-mail addresses that end in .{country.lower().replace('gb', 'uk')}")
        for country, count in ends.most_common(1)
        if count * 2 > mails
    ]


def _are_most(cells: Sequence[str], fits: Callable[[str], object]) -> bool:
    return bool(cells) and sum(fits(cell.upper()) is not None for cell in cells) >= ENOUGH * len(
        cells
    )


_CODES = re.compile(r"(?:\+|00|011)?\s*(1[ -]?\d{3}|[1-9]\d{0,2})(?:\.0)?")
_SIGNS = {"D": "DE", "A": "AT", "F": "FR", "I": "IT", "E": "ES", "B": "BE", "L": "LU", "P": "PT"}
"""The signs on cars and in old addresses, which European lists use for countries."""

Home = tuple[str, bool]
"""The country (ISO) where a row's national numbers belong, and whether the row itself names it."""


@lru_cache(4096)
def home_of(stated: str, default: str) -> Home:
    """Return where a row's national numbers belong; `stated` is its cell of the country."""
    if stated and (by_code := _country_of(stated)):
        return by_code, False  # +1 may be Canada, so it states no country
    if stated and (named := _SIGNS.get(stated.upper()) or read_country(stated)):
        return named, True
    return default, False


@lru_cache(4096)
def belongs(code: str, home: Home) -> tuple[str, str]:
    """Return the country of a national number with a calling code beside it.

    The second value says why the country is unclear, "" if it is clear.
    """
    country, is_stated = home
    if not code:
        return country, ""
    named = read_country(code) if code.isalpha() else None
    by_code = named or _country_of(code)
    if not by_code:
        return "", f"{code[:20]!r} is not the calling code of a country: write it as 44."
    if _code_of(country) == _code_of(by_code):
        return (by_code if named and not is_stated else country), ""
    if is_stated:
        return "", f"The country is {country} and its calling code {code[:20]}: correct one."
    return by_code, ""


def _country_of(code: str) -> str:
    """Return the main country of a calling code, or "" if it is not a calling code."""
    match = _CODES.fullmatch(code)
    if not match:
        return ""
    if match[1].startswith("1"):
        return "US" if match[1] == "1" or len(match[1]) > 3 else ""
    region = plan.region_code_for_country_code(int(match[1]))
    return region if region.isalpha() and region != "ZZ" else ""


def _code_of(country: str) -> int:
    if country in AT_HOME:
        return 1
    return plan.country_code_for_region(country)
