"""The examples of the pages about texts are what the console takes, and their tables are whole."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import console
from console.outreach.mail.settings import MailSettings
from console.outreach.scripts.active_texts import parse
from console.outreach.scripts.library import find_doubts
from console.outreach.scripts.merge_fields import FIELDS
from db.enums import TextKind

FOLDER = Path(console.__path__[0]).parent / "docs/how-to"
NAMES = ("scripts.md", "introductions.md")
PAGE = "".join((FOLDER / name).read_text(encoding="utf-8") for name in NAMES)


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_example_is_without_a_doubt(kind: TextKind) -> None:
    examples = re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert examples
    for example in examples:
        assert list(find_doubts(parse(kind, example))) == []


def test_every_field_and_every_key_of_the_settings_is_named() -> None:
    for name in (*FIELDS, *(field.name for field in fields(MailSettings))):
        assert f"`{name}`" in PAGE, name
