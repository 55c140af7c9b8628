"""Numbers in XML: an element per number inside an element per area code.

Values stand in an attribute `val` or as text. An element whose value has three digits sets the area
code for what is inside it and after it; `ph` elements hold seven digits, the zeros in front of them
sometimes left out (layout as third parties describe it; the FTC's own text was not seen).
"""

import io
import re
from xml.parsers import expat

from console.do_not_call.registries.bitmaps import Bitmaps
from console.rules.phone.numbers import PhoneError, read_phone
from console.trouble import BadInput
from db.dnc.registries import exchange_of

AT_ONCE = 1 << 18
_AREA = re.compile(r"[2-9]\d\d")
_NUMBER_TAGS = frozenset({"ph", "phone", "number", "num", "tel", "telephone", "phonenumber"})
LOCAL_DIGITS = 7


def read_xml(stream: io.BufferedReader, name: str, bitmaps: Bitmaps) -> None:
    """Adds every number of the document. Raises BadInput with the line of what is odd."""
    reader = _Reader(name, bitmaps)
    try:
        while chunk := stream.read(AT_ONCE):
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadInput(
            f"{name}, line {error.lineno}: this is not whole XML "
            f"({expat.ErrorString(error.code)}): fetch the file again."
        ) from None
    if not reader.elements:
        raise BadInput(f"{name} holds no number in an XML element that is known here.")


class _Reader:
    def __init__(self, name: str, bitmaps: Bitmaps) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.buffer_text = True
        self.elements = 0
        self._name = name
        self._bitmaps = bitmaps
        self._area = ""
        self._words = ""
        self._is_number = False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("type", "").casefold() == "change" or "chg" in attributes:
            raise self._odd("this is a file of changes, which is read as flat text only")
        self._words = ""
        self._is_number = tag.rpartition(":")[2].casefold() in _NUMBER_TAGS
        if value := attributes.get("val", ""):
            self._take(value.strip())
            self._is_number = False  # its value was in the attribute

    def _text(self, words: str) -> None:
        self._words = (self._words + words)[:64]

    def _end(self, _tag: str) -> None:
        if value := self._words.strip():
            self._take(value)
        self._words = ""
        self._is_number = False

    def _take(self, value: str) -> None:
        if not self._is_number:
            if _AREA.fullmatch(value):
                self._area = value
                self.elements += 1
            return
        self.elements += 1
        if value.isascii() and value.isdigit() and len(value) <= LOCAL_DIGITS:
            if not self._area:
                raise self._odd(f"{value!r} stands in no area code")
            digits = value.zfill(LOCAL_DIGITS)
            self._bitmaps.add(int(f"1{self._area}{digits[:3]}"), int(digits[3:]))
            return
        try:
            self._bitmaps.add(*exchange_of(read_phone(value).e164))
        except PhoneError:
            raise self._odd(f"{value!r} is not a number") from None

    def _refuse_doctype(self, *_: object) -> None:
        raise self._odd("a list of numbers has no DOCTYPE")

    def _odd(self, what: str) -> BadInput:
        line = self.parser.CurrentLineNumber
        return BadInput(f"{self._name}, line {line}: {what}. Nothing was loaded.")
