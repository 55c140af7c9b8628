"""Getting the number to a phone. A person pressed the key; nothing here dials by itself."""

import os
from collections.abc import Mapping, Sequence

from textual.app import App

from console.cards.lead import PhoneLine
from console.firm.personal import Personal
from console.view.state.programs import Tell, digits, fill_template, open_address, start, watch

WATCHED = 60.0
"""Seconds in which a failure of the agent's command is still told; then it is left alone."""

TMUX_WAIT = 1.0


async def hand_off(app: App[object], phone: PhoneLine, personal: Personal, tell: Tell) -> None:
    """Copies the number, opens an address or runs the agent's command, and says so."""
    number = digits(phone.e164)
    if personal.hand_off == "open":
        await _open(fill_template(personal.address or "tel:{number}", number), tell)
    elif personal.hand_off == "command":
        await _run([fill_template(part, number) for part in personal.command], number, tell)
    else:
        await copy(app, number)
        tell("The number is copied: dial it.", "information")


async def copy(app: App[object], number: str, environ: Mapping[str, str] = os.environ) -> None:
    """By OSC 52, which works over SSH.

    tmux ignores that from what runs inside it unless `set-clipboard` is on, so it is told by its
    own command too, which also hands it on to the terminal outside.
    """
    app.copy_to_clipboard(number)
    if environ.get("TMUX"):
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
