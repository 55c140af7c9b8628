"""Read a TOML file that a supervisor wrote."""

import tomllib
from pathlib import Path

from console.files.opening import refuse_special
from console.trouble import BadInput


def read_toml(path: Path, what: str) -> tuple[bytes, str, dict[str, object]]:
    """Return a file's bytes, text and tables. Raises BadInput; `what` names the content."""
    try:
        refuse_special(path)
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file; check its name and folder.") from None
    except UnicodeDecodeError:
        raise BadInput(
            f"{path} cannot be read as {what}: its letters are not UTF-8. Save it as UTF-8, or "
            "check whether it is the file you meant."
        ) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(f"{path} cannot be read as {what} ({why}).") from None
    try:
        return content, text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not valid TOML ({error}): fix that line.") from None
