"""Print the script that writes calls into a CRM, as one file without any package."""

import re
from pathlib import Path

FOLDER = Path(__file__).with_name("crm")

CRMS = ("hubspot", "salesforce", "pipedrive", "espocrm", "frappe")

NEED_NUMBER = ("pipedrive", "frappe")
"""The CRMs that want the number of a call."""

HEAD = "#!/usr/bin/env python3\n"

_IMPORT = re.compile(r"^from console\.hooks\.crm\.common import .*\n", re.MULTILINE)


def script_of(crm: str) -> str:
    """Return the script of a CRM in CRMS: its table on top, then the part that all have."""
    own = _IMPORT.sub("", (FOLDER / f"{crm}.py").read_text(encoding="utf-8"))
    common = (FOLDER / "common.py").read_text(encoding="utf-8")
    _, _, code = common.partition('"""\n\n')  # without its docstring
    head, main, tail = own.partition("if __name__")
    return f"{HEAD}{head}{code}\n\n{main}{tail}"
