"""What the documents say is what the program does."""

import json
import re
from itertools import accumulate
from pathlib import Path

import console
from console.view.keys.calling import CALLING
from scripts.build_licences_page import PAGE as LICENCES
from scripts.build_licences_page import licence_of, locked_names
from scripts.build_scale_page import PAGE, PICTURE, RESULTS, SIZES, page_of, panels, read
from scripts.build_settings_page import PAGE as SETTINGS
from scripts.build_settings_page import build as build_settings
from scripts.package_page import page_at, urls_at
from scripts.picture import A_MINUTE
from scripts.scale_picture import draw

TOP = Path(console.__path__[0]).parent
README = (TOP / "README.md").read_text(encoding="utf-8")
DOCS = TOP / "docs"
PAGES = sorted(
    [
        *DOCS.rglob("*.md"),
        *(TOP / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
    ]
)
INLINE_LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")


def _blocks(text: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


def test_ci_runs_the_readmes_test_command_word_for_word() -> None:
    test_command = next(block for block in _blocks(README) if "pytest" in block).strip()
    assert "\n" not in test_command
    assert test_command in (TOP / ".ci/run").read_text(encoding="utf-8").splitlines()


def test_the_readme_runs_the_demo_in_one_line() -> None:
    assert "\n" not in _blocks(README)[0].strip()
    assert _blocks(README)[0].strip().endswith("smiledial demo")


def test_every_target_and_script_that_a_document_tells_to_run_is_there() -> None:
    """Its commands of smiledial are run: tests/cli/test_shown_commands.py."""
    targets = set(re.findall(r"(?m)^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8")))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?m)(?:`|^)make ([a-z]+)", text)) <= targets, page.name
        for path in re.findall(r"(?:^|[ `/])((?:scripts|benchmarks|\.ci)/[\w.-]+\w)", text):
            assert (TOP / path).exists(), f"{page.name}: {path}"


def test_every_key_that_the_readme_shows_exists() -> None:
    table = README.split("## Keys at a glance")[1].split("##")[0]
    keys = {key.shown for key in CALLING}
    for shown in ("Enter", "s", "e", "u", "r", "/", "l", "p", "F2", "?", "q"):
        assert f"| {shown} |" in table
        assert shown in keys


def test_every_file_and_heading_that_a_document_points_to_exists() -> None:
    for page in PAGES:
        text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
        for target, anchor in INLINE_LINK.findall(text):
            if not target.startswith("http"):
                path = page.parent / target if target else page
                assert path.exists(), f"{page.name}: {target}"
                assert not anchor or anchor in _anchors(path), f"{page.name}: {target}#{anchor}"


def _anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in headings}


def test_each_page_answers_one_question_of_one_kind() -> None:
    """Long pages hide their answers. What is looked up may be long."""
    kinds = {"tutorial", "how-to", "reference", "explanation"}
    assert {path.name for path in DOCS.iterdir() if path.is_dir()} == kinds
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        if page.parent.name != "reference":
            assert len(text.encode()) <= 10_000, f"{page.name} is too long: split it by subject"
        if page.parent.name == "how-to":
            assert text.splitlines()[0].endswith("?"), page.name


def test_the_first_page_leads_to_every_other() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    shown = {(DOCS / target).resolve() for target, _ in INLINE_LINK.findall(index)}
    assert set(DOCS.rglob("*.md")) - {DOCS / "index.md"} <= shown


def test_the_page_of_scale_and_its_picture_say_what_was_measured() -> None:
    matches, page = read(RESULTS), PAGE.read_text(encoding="utf-8")
    assert matches.measured
    assert page_of(page, matches) == page
    assert draw(panels(matches), SIZES) == PICTURE.read_text(encoding="utf-8")


def test_the_recording_that_the_site_plays_is_of_the_minute_that_the_pictures_show() -> None:
    header, *events = map(json.loads, (DOCS / "shift.cast").read_text("utf-8").splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    begins = accumulate((tenths for _, tenths in A_MINUTE), initial=0)
    assert [event[0] for event in events] == [tenths / 10 for tenths in begins]
    sent = "".join(event[2] for event in events)
    assert "ON CALL" in sent
    assert "wants proof" in sent


def test_every_package_that_is_installed_has_its_licence_on_the_page() -> None:
    page = LICENCES.read_text(encoding="utf-8")
    for name in locked_names():
        row = rf"(?m)^\| {name} \| \w+ \| {re.escape(licence_of(name))} \|$"
        assert re.search(row, page), f"{name}: run scripts/build_licences_page.py"


def test_the_page_of_settings_has_every_setting_and_what_it_takes() -> None:
    assert SETTINGS.read_text(encoding="utf-8") == build_settings(), (
        "run python scripts/build_settings_page.py"
    )


def test_the_file_with_hashes_pins_what_the_constraints_pin() -> None:
    constraints = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = re.findall(r"(?m)^(\S+==\S+)", (TOP / "locked.txt").read_text(encoding="utf-8"))
    assert len(locked) > 40
    assert set(locked) <= {line.split(" ")[0] for line in constraints}


def test_every_module_that_the_map_and_the_glossary_name_exists() -> None:
    for path in (
        *DOCS.glob("explanation/*.md"),
        DOCS / "reference/code-map.md",
        DOCS / "reference/glossary.md",
    ):
        page = path.read_text(encoding="utf-8")
        for name in re.findall(r"`((?:console|db|tests|tui)/[a-z_/]*(?:\.py|\.toml|/)?)`", page):
            assert any((top / name).exists() for top in (TOP, TOP / "console")), name


def test_the_map_draws_every_folder_and_nothing_that_is_not_there() -> None:
    page = (DOCS / "reference/code-map.md").read_text(encoding="utf-8")
    drawn: set[Path] = set()
    folders = [TOP]
    for line in page.split("```")[1].strip().splitlines():
        deep = (len(line) - len(line.lstrip())) // 2
        if matches := re.match(r" *([a-z_]+)/(?= |$)", line):
            folders = [*folders[: deep + 1], folders[deep] / matches[1]]
            drawn.add(folders[-1])
            assert folders[-1].is_dir(), line
        elif deep < 3:
            folders = folders[: deep + 1]
        for file in re.findall(r"\b[a-z_]+\.py\b", line):
            assert (folders[-1] / file).exists(), f"{folders[-1]}: {file}"
    packages = {
        path.parent for top in ("console", "db") for path in (TOP / top).glob("*/__init__.py")
    }
    assert packages <= drawn


def test_every_test_that_the_security_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (TOP / "SECURITY.md").read_text(encoding="utf-8")))
    written: set[str] = set()
    for path in (TOP / "tests").rglob("*.py"):
        written.update(re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert named - written == set()


def test_without_an_address_a_package_index_gets_no_picture_and_no_link_that_leads_nowhere() -> (
    None
):
    page = page_at("", README)
    assert "![" not in page
    assert "](docs/" not in page
    assert "All of them: keys." in page
    assert urls_at("") == {}


def test_with_one_every_picture_and_link_is_whole() -> None:
    page = page_at("https://example.com/ann/smiledial", README)
    assert "git clone https://example.com/ann/smiledial smiledial && " in page
    assert "ADDRESS" not in page
    assert "](https://example.com/ann/smiledial/raw/HEAD/docs/shift.svg)" in page
    assert "](https://example.com/ann/smiledial/blob/HEAD/docs/reference/keys.md)" in page
    assert "](docs/" not in page
    assert page.startswith("# Smile & Dial\n\n[![checks](https://example.com/ann/smiledial/actions")
    assert all(
        row.startswith("https://example.com/ann/")
        for row in urls_at("https://example.com/ann/smiledial").values()
    )
