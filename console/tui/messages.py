"""What widgets and the controller tell a screen: facts, in the past tense."""

from textual.message import Message

from console.view.commands import Scene
from db.dataclass import dataclass


class NoteLeft(Message):
    """The note lost the focus: its text is to be saved, and letters are keys again."""


@dataclass
class SessionEnded(Message):
    """A session is done; the scene holds its summary and the next one."""

    scene: Scene
