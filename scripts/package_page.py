"""The project's page and links on a package index.

They depend on the project's address, `address` in pyproject.toml. While it is empty, the page has
no pictures and no links to files of the repository, which a package index could not resolve.
"""

import re

PICTURE = re.compile(r"^!\[[^\]]*\]\(docs/[^)]+\)\n\n?", re.MULTILINE)
RELATIVE_LINK = re.compile(r"(!?)\[([^\]]*)\]\(((?:docs/|[A-Z]+\.md)[^)]*)\)")
TITLE = re.compile(r"^# .*\n", re.MULTILINE)


def urls_at(address: str) -> dict[str, str]:
    """Return the project's links, or none without an address."""
    if not address:
        return {}
    return {
        "Homepage": address,
        "Documentation": f"{address}/tree/HEAD/docs",
        "Changelog": f"{address}/blob/HEAD/CHANGELOG.md",
        "Issues": f"{address}/issues",
    }


def page_at(address: str, readme: str) -> str:
    """Return the README with its links, pictures and `git clone ADDRESS` filled in."""
    if not address:
        return RELATIVE_LINK.sub(r"\2", PICTURE.sub("", readme))
    badge = f"[![checks]({address}/actions/workflows/ci.yml/badge.svg)]({address}/actions)"

    def absolute(link: re.Match[str]) -> str:
        view = "raw" if link[1] else "blob"
        return f"{link[1]}[{link[2]}]({address}/{view}/HEAD/{link[3]})"

    page = RELATIVE_LINK.sub(absolute, readme).replace("ADDRESS", address)
    return TITLE.sub(lambda title: f"{title[0]}\n{badge}\n", page, count=1)
