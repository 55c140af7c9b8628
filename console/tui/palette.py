"""The command palette: every key of the calling screen by its name."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from console.tui.calling.screen import CallingScreen
from console.view.keys.key import Key, why_off


class KeyCommands(Provider):
    """Finds keys of the calling screen by their label and help."""

    async def discover(self) -> Hits:
        for key in self._keys_on():
            yield DiscoveryHit(key.label, partial(self._calling().do, key.action), help=_help(key))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._keys_on():
            score = matcher.match(f"{key.label} {key.help}")
            if score > 0:
                run = partial(self._calling().do, key.action)
                yield Hit(score, matcher.highlight(key.label), run, help=_help(key))

    def _calling(self) -> CallingScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, CallingScreen)
        return screen

    def _keys_on(self) -> list[Key]:
        """Return the keys that are on. While a page hides the lead, that is none."""
        calling = self._calling()
        if self.screen is not calling:
            return []
        screen_state = calling.controller.screen_state
        conditions = screen_state.conditions(calling.work.clock(), calling.work.here, 0)
        shown = [key for key in screen_state.keys if key.where != "script" and key.action != "tone"]
        return [key for key in shown if not why_off(key, conditions)]


def _help(key: Key) -> str:
    return f"{key.help} ({key.shown})"
