"""Getting the number to a phone. A person pressed the key; nothing here dials by itself."""

import asyncio
import webbrowser
from collections.abc import Callable
from typing import Any

from textual.app import App

from console.cards import PhoneLine
from console.firm.settings import Personal

Tell = Callable[[str, str], None]


async def hand_off(app: App[Any], phone: PhoneLine, personal: Personal, tell: Tell) -> None:
    """Copies the number, opens a tel: address or runs the agent's command, and says so."""
    number = digits(phone.e164)
    if personal.hand_off == "open":
        await _open(f"tel:{number}", tell)
    elif personal.hand_off == "command":
        await _run(personal.command, number, tell)
    else:
        app.copy_to_clipboard(number)
        tell(f"{number} is copied: dial it.", "information")


def digits(e164: str) -> str:
    """Digits and a leading + only: all that is ever handed to another program."""
    return "+" + "".join(character for character in e164 if character in "0123456789")


def arguments(command: tuple[str, ...], number: str) -> list[str]:
    """The agent's argument list with {number} filled in; it goes to no shell."""
    return [part.replace("{number}", number) for part in command]


async def _open(address: str, tell: Tell) -> None:
    if await open_address(address):
        tell(f"{address} is handed to your phone.", "information")
    else:
        tell(f"Nothing here opens {address}: dial it by hand.", "warning")


async def open_address(address: str) -> bool:
    """Gives an address (tel:, mailto:) to the platform; whether something there took it."""
    # A browser that draws in this terminal would wreck the screen.
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        browser = None
    draws_here = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
        browser, webbrowser.BackgroundBrowser
    )
    if browser is None or draws_here:
        return False
    return await asyncio.to_thread(browser.open, address)


async def _run(command: tuple[str, ...], number: str, tell: Tell) -> None:
    if not command:
        tell("The settings name no dial command: dial by hand, or set “command”.", "warning")
        return
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments(command, number), stdin=quiet, stdout=quiet, stderr=quiet
        )
    except (OSError, ValueError) as error:
        tell(f"{command[0]} did not start ({error}): dial {number} by hand.", "error")
        return
    tell(f"{number} is handed to {command[0]}.", "information")
    status = await process.wait()
    if status:
        tell(f"{command[0]} ended with status {status}: dial {number} by hand.", "error")
