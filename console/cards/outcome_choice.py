"""The outcomes of the firm’s table, as the screen offers them."""

from enum import StrEnum

from db.dataclass import dataclass


class OutcomeNeed(StrEnum):
    """What an outcome asks for before it can be recorded."""

    NOTHING = ""
    CALLBACK = "callback"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """An outcome of the firm's table, as the screen offers it.

    `suppresses`: the number goes on the do-not-call list with it. `effect` is all that it does, in
    words.
    """

    code: str
    label: str
    key: str
    needs: OutcomeNeed
    is_no: bool
    is_yes: bool
    is_contact: bool
    suppresses: bool
    effect: str

    @property
    def is_complaint(self) -> bool:
        """Whether a supervisor is shown what was said."""
        return self.code == "complaint"
