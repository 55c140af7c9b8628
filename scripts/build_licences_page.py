"""Write docs/reference/licences.md: what an installation brings, and under which licences.

PYTHONPATH=. python scripts/build_licences_page.py     (with the "dev" extra installed)
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs/reference/licences.md"
LOCKED = TOP / "locked.txt"
EXTRAS = ("postgres", "encrypt", "serve", "assistant", "calendar")

HEAD = """\
# Licences of what is installed

Smile & Dial is under the MIT licence ([LICENSE](../../LICENSE)). These packages come with it, or
with an extra. All of them may be used in a firm, without a fee. Packages for one system alone, such
as `pywin32` on Windows, are not listed.

**Five are under the LGPL**: `nameparser` and `pygal`, which every installation has, `psycopg`,
which a team needs, and `recurring-ical-events` and `x-wr-timezone`, which a calendar needs. We use
them unchanged, as packages of their own that you can replace. Nothing follows from that for you. If
you build one file out of everything and hand it to others, the LGPL wants them to be able to
exchange these in it. Packages under “GPL or Apache” are used under Apache.

A release lists the same packages with versions in `smiledial-VERSION.cdx.json`, a software bill of
materials (CycloneDX). `locked.txt` has the checksum of each file, for those who check them:

```sh
pip install --require-hashes -r locked.txt
pip install --no-deps smiledial-VERSION-py3-none-any.whl
```

| package | needed for | licence |
|---|---|---|
"""


def page() -> str:
    """Return the page, with a row for each package of locked.txt."""
    needs = _needs()
    rows = [f"| {name} | {needs[name]} | {licence_of(name)} |" for name in locked_names()]
    return HEAD + "\n".join(rows) + "\n"


def locked_names() -> list[str]:
    """Return the packages that locked.txt has for this system and this Python."""
    lines = re.findall(r"(?m)^([\w.-]+==.*?) *\\$", LOCKED.read_text(encoding="utf-8"))
    packages = [Requirement(line) for line in lines]
    return sorted({it.name for it in packages if it.marker is None or it.marker.evaluate()})


def licence_of(name: str) -> str:
    """Return the licence that an installed package states."""
    stated = distribution(name).metadata
    if "License-Expression" in stated:
        return str(stated["License-Expression"])
    classified = [
        line.rpartition(" :: ")[2]
        for line in stated.get_all("Classifier", [])
        if line.startswith("License :: OSI Approved :: ")
    ]
    return " or ".join(classified) or str(stated["License"]).splitlines()[0]


def _needs() -> dict[str, str]:
    """Return by package whether everybody needs it, or the extra that does."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"all": project["dependencies"]}
    groups |= {extra: project["optional-dependencies"][extra] for extra in EXTRAS}
    needs: dict[str, str] = {}
    for group, lines in groups.items():
        for line in lines:
            for name in _with_its_own(Requirement(line), set()):
                needs.setdefault(name, group)
    return needs


def _with_its_own(requirement: Requirement, seen: set[str]) -> Iterator[str]:
    name = canonicalize_name(requirement.name)
    if name in seen:
        return
    seen.add(name)
    yield name
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:  # of another system or Python
        return
    for line in lines:
        below = Requirement(line)
        extras = requirement.extras or {""}
        if below.marker is None or any(below.marker.evaluate({"extra": it}) for it in extras):
            yield from _with_its_own(below, seen)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
