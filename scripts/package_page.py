"""What a package index shows of the project: its page and where it lives.

The address is set in one place, `address` of pyproject.toml. Until it is, the page has no pictures,
for a picture beside the page is not beside it there, and no links but those that lead somewhere.
"""

import re

PICTURE = re.compile(r"^!\[[^\]]*\]\(docs/[^)]+\)\n\n?", re.MULTILINE)
BESIDE = re.compile(r"(!?)\[([^\]]*)\]\(((?:docs/|[A-Z]+\.md)[^)]*)\)")
TITLE = re.compile(r"^# .*\n", re.MULTILINE)


def urls_at(address: str) -> dict[str, str]:
    """None without an address."""
    if not address:
        return {}
    return {
        "Homepage": address,
        "Documentation": f"{address}/tree/HEAD/docs",
        "Changelog": f"{address}/blob/HEAD/CHANGELOG.md",
        "Issues": f"{address}/issues",
    }


def page_at(address: str, readme: str) -> str:
    """The README as it reads away from its repository."""
    if not address:
        return BESIDE.sub(r"\2", PICTURE.sub("", readme))
    badge = f"[![checks]({address}/actions/workflows/ci.yml/badge.svg)]({address}/actions)"

    def whole(link: re.Match[str]) -> str:
        at = "raw" if link[1] else "blob"
        return f"{link[1]}[{link[2]}]({address}/{at}/HEAD/{link[3]})"

    return TITLE.sub(lambda title: f"{title[0]}\n{badge}\n", BESIDE.sub(whole, readme), count=1)
