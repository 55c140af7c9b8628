"""Hand a number to the agent's phone after they pressed the key. Nothing here dials by itself."""

import os
from collections.abc import Sequence

from textual.app import App

from console.cards.lead import PhoneLine
from console.firm.personal_settings import Personal
from console.outreach.external_programs import (
    Tell,
    digits,
    fill_template,
    open_address,
    start,
    watch,
)

WATCHED = 60.0
"""Seconds in which a failure of the agent's dial command is reported."""

TMUX_WAIT = 1.0
"""Seconds to wait for tmux to take the number."""


async def hand_off(app: App[object], phone: PhoneLine, personal: Personal, tell: Tell) -> None:
    """Copy the number, open an address or run the agent's command, and tell which."""
    number = digits(phone.e164)
    if personal.hand_off == "open":
        await _open(fill_template(personal.address or "tel:{number}", number), tell)
    elif personal.hand_off == "command":
        await _run([fill_template(part, number) for part in personal.command], number, tell)
    else:
        await copy(app, number)
        tell("The number is copied: dial it.", "information")  # OSC 52 is never confirmed


async def copy(app: App[object], number: str) -> None:
    """Copy the number to the clipboard with the escape sequence OSC 52, which works over SSH.

    tmux ignores OSC 52 from programs inside it unless `set-clipboard` is on. So call its own
    command too; its option -w also passes the number on to the terminal outside.
    """
    app.copy_to_clipboard(number)
    if os.environ.get("TMUX"):
        try:
            await watch(start(["tmux", "set-buffer", "-w", "--", number]), TMUX_WAIT)
        except OSError:
            return


async def _open(address: str, tell: Tell) -> None:
    if await open_address(address):
        tell(f"{address} is handed to your phone.", "information")
    else:
        tell(f"Nothing here opens {address}: dial it by hand.", "warning")


async def _run(command: Sequence[str], number: str, tell: Tell) -> None:
    if not command:
        tell("The settings name no dial command: dial by hand, or set “command”.", "warning")
        return
    try:
        process = start(command)
    except (OSError, ValueError) as error:
        tell(f"{command[0]} did not start ({error}): dial {number} by hand.", "error")
        return
    tell(f"{number} is handed to {command[0]}.", "information")
    status = await watch(process, WATCHED)
    if status:
        tell(f"{command[0]} ended with status {status}: dial {number} by hand.", "error")
