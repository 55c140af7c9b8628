"""The keys of the import screen that work now."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from textual.widget import Widget

from console.importing.planning import FirstLook
from console.importing.questions import first_open
from console.importing.result import Imported, needs_answer
from console.tui.base.bindings import STEPS, is_scrolling, scrolls_on
from console.tui.imports.progress import ImportProgress
from console.view.keys.key import Key
from console.view.keys.other_screens import BRINGING


def keys_of_import(
    page: Widget,
    look: Imported | FirstLook | None,
    done: Imported | None,
    reading: ImportProgress | None,
    *,
    has_files: bool,
) -> Iterator[Key]:
    """Return the keys that work while a file is read, after a look at it, or after its import."""
    enter, actions = _actions(look, done, reading, has_files=has_files)
    labels = {"go_on": enter, "back": "Stop" if reading is not None else "Back"}
    keys = {key.action: key for key in BRINGING if not is_scrolling(key) or scrolls_on(key, page)}
    for action in actions:
        if action in keys:
            yield replace(keys[action], label=labels.get(action, keys[action].label))


def _actions(
    look: Imported | FirstLook | None,
    done: Imported | None,
    reading: ImportProgress | None,
    *,
    has_files: bool,
) -> tuple[str, Sequence[str]]:
    """Return what Enter does, and the actions in the order in which they are shown."""
    has_answer = look is not None and look.questions and first_open(look.questions) is None
    about_file = (*(["answer"] if has_answer else []), "columns", "options", *STEPS, "back")
    if done is not None:
        return "To the calls", ("go_on", *(["plan"] if done.imported else []), *STEPS, "back")
    if reading is not None and (look is None or not reading.is_dry_run):
        return "", ("back",)
    if look is None:
        return "Look", ("go_on", *(["file"] if has_files else []), "complete", "back")
    if first_open(look.questions) is not None:
        return "Answer", ("go_on", *about_file)
    if isinstance(look, FirstLook):
        return "", about_file
    return "Import", ("insist" if needs_answer(look) else "go_on", *about_file)
