"""What is said by the law, with the ground it stands on."""

from collections.abc import Iterator

from console.view.text.cleaning import clean
from console.view.text.styled import Role, Said, said


def with_ground(told: str, citation: str, source: str, confidence: str) -> Iterator[Said]:
    """The sentence; below it the citation, how sure that is, and where it was read."""
    yield said(f"  {clean(told)}")
    yield said(f"  {clean(citation)} · confidence {confidence} · {clean(source)}", Role.MUTED)
