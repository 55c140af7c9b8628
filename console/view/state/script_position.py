"""Where in the script the agent is."""

from console.outreach.scripts.speaking import SpokenSection
from db.dataclass import dataclass

Script = tuple[SpokenSection, ...]


@dataclass
class ScriptPosition:
    """Changed by the calling screen alone. `path` are the sections come through, the first at 0.

    `is_shown` is the agent's choice and stays from lead to lead. `is_led`: a call is under way, and
    its question stands where the opening stood.
    """

    is_shown: bool = False
    is_led: bool = False
    path: tuple[int, ...] = (0,)

    @property
    def is_in_sight(self) -> bool:
        return self.is_shown or self.is_led

    def section(self, script: Script) -> SpokenSection | None:
        """The section to say; the script may have been changed meanwhile."""
        if self.path[-1] >= len(script):
            self.path = (0,)
        return script[self.path[-1]] if script else None

    def begin(self) -> None:
        self.path = (0,)

    def follow(self, script: Script, digit: int) -> str:
        """Goes where an answer leads. Returns "" or why not."""
        section = self.section(script)
        answers = section.answers if section else ()
        if not answers:
            return "The script ends here: 0 goes back."
        if digit > len(answers):
            return f"There is no answer {digit} here."
        self.path = (*self.path, answers[digit - 1].to)
        return ""

    def back(self) -> str:
        """Returns "" or why not."""
        if len(self.path) == 1:
            return "This is where the script begins."
        self.path = self.path[:-1]
        return ""
