"""Change a setting in an agent's own settings file; its other lines and comments stay."""

import re
import tomllib
from pathlib import Path

from console.files.opening import write_whole
from console.firm.personal_settings import Personal, personal_from
from console.trouble import BadInput


def put_own(path: Path, name: str, typed: str) -> object:
    """Set a personal setting from typed text, and return the value that was stored.

    Raises BadInput that says what the setting takes, or why the file cannot be changed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        before = tomllib.loads(text)
    except FileNotFoundError:
        text, before = "", {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read as settings ({error}): fix or remove it.") from None
    value = _value(typed, name)
    personal = personal_from({**before, name: value}, path)
    written = _with_line(text, f"{name} = {_literal(value)}", name)
    # If the old value spans several lines, all but the first are still there.
    if not _says(written, {**before, name: value}):
        raise BadInput(f"“{name}” is written over several lines in {path}: change it there.")
    _replace(path, written)
    stored: object = getattr(personal, name)
    return stored


def _value(typed: str, name: str) -> object:
    """Return the typed text as a TOML value; text needs no quotes."""
    if isinstance(getattr(Personal(), name), str):
        return typed
    try:
        value: object = tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError:
        return typed
    return value


def _says(text: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{_literal(key)} = {_literal(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04X}", escaped) + '"'


def _with_line(text: str, line: str, name: str) -> str:
    """Return the text with the setting's line replaced, or put before everything else."""
    # At the top, because further down it would belong to a table such as [mail].
    existing = re.compile(rf"^{name}[ \t]*=.*$", re.MULTILINE)
    if existing.search(text):
        # A function, because re.sub would read backslashes in a text as escapes.
        return existing.sub(lambda _: line, text, count=1)
    return f"{line}\n{text}"


def _replace(path: Path, text: str) -> None:
    """Replace the file atomically: after a crash, the old or the new one is whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error}).") from None
    write_whole(path, [text])
