"""Whose the rows of a file say that their leads are, spelt as they are spelt here."""

from collections import Counter
from collections.abc import Mapping

from console.files.fields.cells.typed_fields import read_fields
from console.importing.rows.candidates import Candidates


def spell_owners(found: Candidates, known: Mapping[str, str]) -> None:
    """`known` holds the territories and agents there are, by their names without case.

    Rows of any other owner are counted: nobody may come for them.
    """
    if "owner" not in found.fields:
        return
    said = found.texts("owner")
    spelt = {text: _spell(text, known) for text in set(said)}
    found.fields["owner"] = [spelt[text] for text in said]
    count = Counter(spelt[text] for text in said)
    found.noticed.owners += Counter(
        {owner: rows for owner, rows in count.items() if owner and owner.casefold() not in known}
    )


def _spell(text: str, known: Mapping[str, str]) -> str:
    owner = str(read_fields({"owner": text}).texts["owner"])
    return known.get(owner.casefold(), owner)
