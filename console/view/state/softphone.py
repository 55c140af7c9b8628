"""The softphone as a console uses it: it dials, hangs up and follows the line of the call."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

from msgspec.structs import replace

from console.cards.lead import Card
from console.clock import Clock
from console.firm.personal_settings import Personal
from console.outreach.external_programs import Tell, digits, fill_template
from console.outreach.softphone.baresip import Answer, Baresip, SoftphoneError
from console.outreach.softphone.line import (
    CallEvent,
    Line,
    after,
    ended,
    is_dialled,
    match_listed_call,
    read_event,
    read_mute_answer,
    user_of,
)
from console.rules.phone.number_plan import show_phone

TRIES = 60
"""How many times, once a second, to look for a lost softphone that had a call."""

Changed = Callable[[Line, Line], None]


class Softphone:
    """Controls baresip. Everything here runs on one event loop.

    `line` is the line of the last dial, even after it has ended. `changed` gets the line before and
    after a change. `tell` gets sentences for the agent.
    """

    def __init__(self, personal: Personal, clock: Clock, changed: Changed, tell: Tell) -> None:
        self.line: Line | None = None
        self._personal = personal
        self._clock = clock
        self._changed = changed
        self._tell = tell
        self._baresip = Baresip(personal.softphone_port, self._hear, self._lose)
        self._tries = 0

    async def open(self, card: Card | None) -> None:
        """Connect at the start.

        Report a missing softphone early, and find the call of an earlier dial.
        """
        try:
            await self._baresip.connect()
        except SoftphoneError as error:
            self._tell(f"{error}, or dial by hand.", "warning")
            return
        if card is not None and card.attempt is not None and card.attempt.line_ended_at is None:
            line = Line(
                claim=card.claim,
                address=self._address(card),
                dialled_at=card.attempt.dialled_at,
                answered_at=card.attempt.answered_at,
            )
            await self._find_again(line, must_exist=False)

    async def dial(self, card: Card) -> bool:
        """Call the card's number. Return False, after telling the agent, if they must dial it."""
        address = self._address(card)
        self._become(Line(card.claim, address, self._clock()))
        try:
            await self._baresip.connect()
            account = await self._account_for(card.caller_id)
            answer = await self._baresip.ask("dial", f"{address} {account}".strip())
        except SoftphoneError as error:
            self._fail("")
            self._tell(f"Dial {digits(card.phone.e164)} by hand. {error}.", "error")
            return False
        if not answer.is_ok:
            self._fail(answer.text)
            self._tell(f"The softphone did not dial ({answer.text}): dial by hand.", "error")
            return False
        named = re.search(r"call id: (\w+)", answer.text)
        line = self.line
        # The event of the call may have arrived before this answer and named the line already.
        if named and line is not None and not line.call_id:
            self._become(line.named(named[1]))
        return True

    async def hang_up(self) -> None:
        """End the current call and no other call of the softphone."""
        line = self.line
        if line is None or not line.is_up or not line.call_id:
            return
        await self._ask("hangup", line.call_id, "hang up there")

    async def mute(self) -> None:
        """Mute the agent, or unmute."""
        line = self.line
        if line is None or not line.is_up:
            return
        # baresip mutes its current call: make this line the current one first.
        with suppress(SoftphoneError):
            await self._baresip.ask("callfind", line.call_id)
        answer = await self._ask("mute", "", "mute there")
        is_muted = read_mute_answer(answer.text) if answer else None
        if self.line is not None and is_muted is not None:
            self._become(replace(self.line, is_muted=is_muted))

    async def hold(self) -> None:
        """Put the call on hold, or resume it."""
        line = self.line
        if line is None or not line.is_up:
            return
        try:
            await self._baresip.ask("resume" if line.is_held else "hold", line.call_id)
        except SoftphoneError as error:
            self._tell(f"{error}; hold the call there.", "error")
            return
        # baresip reports a `resume` as failed even if it worked: ask its list of calls instead.
        await self._find_again(line, must_exist=True)
        if self.line is not None and self.line.is_up and self.line.is_held is line.is_held:
            self._tell("The softphone did not do it: hold the call there.", "error")

    async def send_tones(self, tones: str) -> None:
        """Send digits, * and # as tones to the other end."""
        for tone in tones:
            if tone in "0123456789*#" and not await self._ask("sndcode", tone, "type it there"):
                return

    @property
    def is_lost(self) -> bool:
        """Tell whether the connection broke during a call and is still worth retrying."""
        is_up = self.line is not None and self.line.is_up
        return is_up and not self._baresip.is_connected and self._tries < TRIES

    async def look_again(self) -> None:
        """Try to reconnect and find the call. Call it once a second while the softphone is lost."""
        line = self.line
        if line is None:
            return
        self._tries += 1
        try:
            await self._baresip.connect()
        except SoftphoneError:
            return
        self._tries = 0
        await self._find_again(line, must_exist=True)

    async def close(self) -> None:
        """Disconnect. A call that is up stays up."""
        await self._baresip.close()

    def _address(self, card: Card) -> str:
        return fill_template(self._personal.address or "{number}", digits(card.phone.e164))

    async def _account_for(self, caller_id: str) -> str:
        """Return the index of the account that shows the firm's caller ID.

        "" means the softphone's default account.
        """
        if not caller_id:
            return ""
        listed = await self._baresip.ask("reginfo")
        accounts = re.findall(r"^\W*(\d+)\s+-\s+(\S+)", listed.text, re.MULTILINE)
        wanted = self._personal.accounts.get(caller_id, "")
        for place, account in accounts:
            if is_account(account, wanted, caller_id):
                return str(place)
        self._tell(f"The softphone has no account that shows {caller_id}.", "warning")
        return ""

    async def _ask(self, command: str, params: str, instead: str) -> Answer | None:
        """Send a command.

        Return None, after telling the agent, if it failed. `instead` says what to do.
        """
        try:
            answer = await self._baresip.ask(command, params)
        except SoftphoneError as error:
            self._tell(f"{error}; {instead}.", "error")
            return None
        if not answer.is_ok:
            self._tell(f"The softphone did not do it ({answer.text}): {instead}.", "error")
            return None
        return answer

    async def _find_again(self, line: Line, *, must_exist: bool) -> None:
        """Look for the line among the softphone's calls.

        `must_exist`: a line that is missing has ended.
        """
        before = self.line  # to notice an event that arrives during the await
        try:
            listed = await self._baresip.ask("listcalls")
        except SoftphoneError:
            return
        if self.line is not before:
            return  # an event that came during the await knows more than this list
        current = match_listed_call(line, listed.text, self._clock())
        if current.is_up or must_exist:
            self._become(current)

    def _fail(self, why: str) -> None:
        if self.line is not None:
            self._become(ended(self.line, why, None))

    def _hear(self, document: Mapping[str, object]) -> None:
        event = read_event(document)
        if event.kind == "CALL_INCOMING":
            text = f"{_say_caller(event)} is calling you. Answer on the softphone; / finds them."
            self._tell(text, "warning")
            return
        line = self.line
        if line is None:
            return
        if line.is_up and not line.call_id and event.call_id and is_dialled(line, event):
            line = line.named(event.call_id)
        self._become(after(line, event, self._clock()))

    def _lose(self) -> None:
        if self.is_lost:
            self._tell("The softphone is out of reach. The call goes on without it.", "warning")

    def _become(self, line: Line) -> None:
        before, self.line = self.line, line
        if line != before:
            self._changed(before or line, line)


def _say_caller(event: CallEvent) -> str:
    """Return the caller's number as a person reads it, or the address if it is not a number."""
    caller = user_of(event.peer)
    return show_phone(caller) if re.fullmatch(r"\+[1-9]\d{6,14}", caller) else event.peer


def is_account(account: str, wanted: str, caller_id: str) -> bool:
    """Tell whether `sip:+12085550100@pbx.example:5060` is the wanted account or has this ID."""
    address = re.sub(r"^sips?:", "", account)
    if wanted:
        return re.sub(r"^sips?:", "", wanted) in {address, re.sub(r":\d+$", "", address)}
    return address.partition("@")[0].lstrip("+") == caller_id.lstrip("+")
