"""The examples of docs/scripts.md are texts that the console takes, and its tables are whole."""

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

PAGE = (Path(console.__path__[0]).parent / "docs/scripts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_example_is_without_a_doubt(kind: TextKind) -> None:
    examples = re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert examples
    for example in examples:
        assert list(find_doubts(parse(kind, example))) == []


def test_every_field_and_every_key_of_the_settings_is_named() -> None:
    for name in (*FIELDS, *(one.name for one in fields(MailSettings))):
        assert f"`{name}`" in PAGE, name
