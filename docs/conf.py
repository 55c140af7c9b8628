"""Build the documentation's site: `make docs`. Every broken link is an error."""

import re
from pathlib import Path

from sphinx.application import Sphinx

project = "Smile & Dial"
html_title = "Smile & Dial"
html_theme = "furo"
html_show_copyright = False
html_show_sphinx = False
extensions = ["myst_parser", "sphinxcontrib.asciinema"]
myst_heading_anchors = 4  # as GitHub names them, so that links to headings hold on both

# The source is the folder above, since pages link to the README, SECURITY.md and others there.
root_doc = "docs/index"
include_patterns = ["docs/**.md", "*.md"]
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # our own languages: script, objections


def add_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Make the side bar from the headings and links of the first page."""
    if page == root_doc:
        for section in source[0].split("\n## ")[1:]:
            title, _, text = section.partition("\n")
            links = re.findall(r"\]\(([^)#]+)\.md\)", text)
            lines = ("```{toctree}", ":hidden:", f":caption: {title}", "", *links, "```")
            if links:  # not for the pictures
                source[0] += "\n" + "\n".join(lines) + "\n"


def play_recordings(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Play the recording of a moving picture in its place, where a reader can stop it."""
    player = r"```{asciinema} \1.cast\n:loop: true\n:poster: npt:0:05\n```"
    source[0] = re.sub(r"!\[[^\]]*\]\(([\w./-]*\bshift)\.svg\)", player, source[0])


def add_front_door(app: Sphinx, error: Exception | None) -> None:
    """Let the site's address open the first page, which is a folder further down."""
    if error is None:
        door = f'<meta http-equiv="refresh" content="0; url={root_doc}.html">\n'
        Path(app.outdir, "index.html").write_text(door, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("source-read", add_contents)
    app.connect("source-read", play_recordings)
    app.connect("build-finished", add_front_door)
