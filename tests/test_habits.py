"""What is said of working on the repository is what its files do."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

import console

TOP = Path(console.__path__[0]).parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_pinned_where_the_project_allows_it() -> None:
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if not line.lstrip().startswith("#")]
    assert all(re.fullmatch(r"==[^,*]+", str(pin.specifier)) for pin in pinned)
    versions = {pin.name: next(iter(pin.specifier)).version for pin in pinned}
    extras = PROJECT["optional-dependencies"].values()
    for row in map(
        Requirement, [*PROJECT["dependencies"], *(line for all_ in extras for line in all_)]
    ):
        assert versions.get(row.name, "") in row.specifier, f"{row}: make constraints"


def test_every_way_to_the_tests_uses_the_pinned_versions() -> None:
    for file in ("README.md", ".ci/run", ".github/workflows/ci.yml"):
        text = (TOP / file).read_text(encoding="utf-8")
        installs = re.findall(r"pip install .*\[dev\].*", text)
        assert installs, file
        assert all("-c constraints.txt -e" in line for line in installs), file


def test_every_target_that_a_page_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in ("CONTRIBUTING.md", ".pre-commit-config.yaml", ".github/workflows/ci.yml"):
        named = set(re.findall(r"(?:`|run: )make ([a-z]+)", (TOP / page).read_text("utf-8")))
        assert named, page
        assert named <= targets, page


def test_every_target_says_what_it_does() -> None:
    text = (TOP / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"^([a-z]+):", text, re.MULTILINE):
        assert re.search(rf"^{name}:.*  ## \S", text, re.MULTILINE), name


def test_ci_looks_for_the_tests_of_each_marker_where_they_are() -> None:
    """It names their folders: to collect all tests takes longer than to run these."""
    folders_of: dict[str, str] = {}
    for script in (TOP / ".ci").iterdir():
        text = script.read_text(encoding="utf-8")
        folders_of.update(
            re.findall(r'"\$pytest" -m (\w+)(?: -n 0)?((?: tests/\w+)+)$', text, re.M)
        )
    assert folders_of.keys() == {"hours", "sip", "others", "browser", "pooler", "failover", "root"}
    for marker, folders in folders_of.items():
        sign = "system_time: " if marker == "hours" else f"mark.{marker}"
        for file in (TOP / "tests").glob("*/test_*.py"):
            if sign in file.read_text(encoding="utf-8"):
                assert f"tests/{file.parent.name}" in folders.split(), f"{file} -m {marker}"
