"""What a person should know where a row holds two persons."""

from collections.abc import Collection, Iterator

from console.files.fields.columns.layout import KEPT, SECOND_PHONE, Columns
from console.files.fields.columns.names import list_names
from console.files.fields.warnings.mapping import Doubt
from console.rules.shell_words import as_typed
from console.rules.text import clean_line


def doubt_second_people(columns: Columns, decided: Collection[str]) -> Iterator[Doubt]:
    """Two persons are one lead: whose number is whose is told, or asked."""
    for one in columns.seconds:
        who = columns.names[one.names[0]].text
        shown = list_names([clean_line(columns.names[at].text) for at in one.names])
        names = "name" if len(one.names) > 1 else "names"
        told = f"{shown} {names} a second person in each row, who is noted with the lead"
        of_first = f"--map {KEPT}={as_typed(who)} if all numbers are of the first."
        theirs = [phone for phone in columns.phones if phone.second == one]
        if open_ones := [clean_line(phone.name) for phone in theirs if phone.is_unclear]:
            yield Doubt(
                f"{told}, and nothing says whose {list_names(open_ones)} is: as long as that is "
                "not settled it is shown as maybe theirs.",
                f"--map {SECOND_PHONE}={as_typed(open_ones[0])} if it is theirs; {of_first}",
                needs_answer=True,
            )
        elif not theirs:
            yield Doubt(
                f"{told}; no number is taken for theirs.",
                f"--map {SECOND_PHONE}=COLUMN says which is.",
            )
        elif theirs[0].name not in decided:
            phones = list_names([clean_line(phone.name) for phone in theirs])
            yield Doubt(f"{told}: {phones} is shown as theirs.", of_first)
