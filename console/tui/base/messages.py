"""What widgets and the controller tell a screen: facts, in the past tense."""

from textual.message import Message

from console.view.state.commands import Scene
from db.dataclass import dataclass


class NoteLeft(Message):
    """The note lost the focus: its text is to be saved, and letters are keys again."""


class Planned(Message):
    """Sessions were planned: who is in them may have to be marked."""


@dataclass
class SessionEnded(Message):
    """A session is done; the scene holds its summary and the next one."""

    scene: Scene
