"""What a supervisor sees and does about the events for other programs."""

from console.desk.seat import Seat
from console.hooks import management
from console.hooks.overview import HookLine, read_hooks


class HooksDesk:
    """Hooks and their events. Each act is one transaction and raises BadInput if refused."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def read(self) -> tuple[HookLine, ...]:
        """Return all hooks with what waits and their newest events."""
        return read_hooks(self._seat.database)

    def turn(self, name: str) -> bool:
        """Pause a hook that sends, or let another go on; return whether it sends now."""
        seat = self._seat
        is_on = management.read(seat.database, name).status == "on"
        act = management.pause if is_on else management.resume
        act(seat.database, name, seat.agent, seat.clock())
        return not is_on

    def resend(self, name: str) -> int:
        """Send the dead events again; return how many there are."""
        seat = self._seat
        return management.resend(seat.database, name, seat.agent, seat.clock())
