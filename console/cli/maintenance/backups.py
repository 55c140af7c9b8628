"""`smiledial backup` and `restore`: the whole database in one file."""

import getpass
import warnings
from functools import partial
from pathlib import Path

import click
from msgspec.structs import asdict

from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json, print_line, print_stderr
from console.cli.shell.progress import shown_progress
from console.judging.history.seal_copies import keep_seal
from console.machine import data_folder
from console.maintenance.backup.backups import restore as put_back
from console.maintenance.backup.backups import write_backup
from console.maintenance.backup.sealing import check_secret, is_sealed
from console.trouble import BadInput
from console.view.text.counts import many
from db.audit.verification_results import seal_text
from db.maintenance.health import Sizes

FILE = click.argument("file", type=click.Path(path_type=Path))


KEY_FILE = click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar="KEY",
    help="A file with the passphrase, or any secret of at least 12 bytes.",
)


@click.command()
@FILE
@options.flag(
    "--encrypt",
    "Encrypt the file; asks for a passphrase, or takes SMILEDIAL_PASSPHRASE.",
    dest="is_encrypted",
)
@KEY_FILE
@options.shell_and_json
def backup(shell: Shell, file: Path, key_file: Path | None, *, is_encrypted: bool) -> None:
    """Write the whole database to one file, while agents work.

    It has leads, attempts, evidence, do-not-call lists, registries, settings and the audit log.
    Only you can read it. Keep it on another disk. It can be restored into SQLite or PostgreSQL,
    whichever it came from.
    """
    secret = None
    if is_encrypted or key_file is not None:
        secret = check_secret(_secret(shell, key_file, confirms=True))
    with shell.database() as database, shown_progress() as show:
        agent, now = shell.agent_name, shell.clock()
        written = write_backup(database, file, agent, now, partial(show, "Copying"), secret)
        _, notes = keep_seal(database, now)
    if shell.is_json:
        print_json(
            {
                "file": str(written.path),
                "bytes": written.bytes,
                "leads": written.holds.leads,
                "attempts": written.holds.attempts,
                "entries": written.head.seq,
                "hash": written.head.hash,
                "seal": seal_text(written.head),
            }
        )
        return
    print_line(
        f"{_sizes_text(written.holds)} are in {written.path} ({written.bytes / 1e6:,.1f} MB)."
    )
    print_line(f"The seal of its audit log: {seal_text(written.head)}")
    for note in notes:
        print_stderr(note)


@click.command()
@FILE
@options.flag(
    "--force", "Restore even if newer records would be lost; they are kept in a file first."
)
@KEY_FILE
@options.shell_and_json
def restore(shell: Shell, file: Path, key_file: Path | None, *, force: bool) -> None:
    """Replace everything in the database with a backup.

    Agents can go on calling. If the backup lacks the lead on a screen, that screen says so.

    A restore is refused if the database has records that the backup lacks. --force restores anyway:
    it first saves the present data to a file, and it carries over do-not-call requests, erasures,
    withdrawn evidence and stops. It is logged.
    """
    secret = None
    if key_file is not None or _is_sealed(file):
        secret = _secret(shell, key_file, confirms=False)
    with shell.database() as database, shown_progress() as show:
        folder = Path(database.where).parent if database.is_sqlite else data_folder()
        restored = put_back(
            database,
            file,
            folder,
            shell.agent_name,
            shell.clock(),
            partial(show, "Copying"),
            is_forced=force,
            secret=secret,
        )
    if shell.is_json:
        print_json(
            {
                "leads": restored.holds.leads,
                "attempts": restored.holds.attempts,
                "lost": restored.lost,
                "kept": str(restored.kept) if restored.kept else None,
                "carried": asdict(restored.carried),
                "recounted": restored.is_recounted,
            }
        )
        return
    print_line(f"Restored {_sizes_text(restored.holds)} from {file}.")
    if restored.is_recounted:
        print_line("Its counts of calls were wrong and have been recounted.")
    if restored.kept:
        entries = many(restored.lost, "entry", "entries")
        print_line(f"The former data, with {entries} that the backup lacks, is in {restored.kept}.")
        carried = restored.carried
        print_line(
            f"Carried over from it: {many(carried.requests, 'do-not-call request')},  "
            f"{many(carried.erasures, 'erasure')}, "
            f"{many(carried.withdrawals, 'piece')} of withdrawn evidence,  "
            f"{many(carried.stops, 'stop')}, "
            f"{many(carried.emergencies, 'declared emergency', 'declared emergencies')}, "
            f"{many(carried.blocks, 'block')}."
        )


def _is_sealed(file: Path) -> bool:
    """Whether a backup is encrypted. False if it is unreadable: restoring it raises the error."""
    try:
        return file.is_file() and is_sealed(file)
    except OSError:
        return False


def _secret(shell: Shell, key_file: Path | None, *, confirms: bool) -> bytes:
    """Return the passphrase from the file, the environment, or a question. Raises BadInput.

    There is no option for it, because other users can read the command line of a process.
    """
    if key_file is not None:
        try:
            return key_file.read_bytes().rstrip(b"\r\n")
        except OSError as error:
            raise BadInput(
                f"{key_file} cannot be read ({error.strerror}): check its name."
            ) from None
    passphrase = shell.environ.get("SMILEDIAL_PASSPHRASE")
    if passphrase:
        return passphrase.encode()

    with warnings.catch_warnings():
        # Without a terminal, getpass only warns, and shows the passphrase while it is typed. Turn
        # the warning into an error, and refuse.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            typed: str = click.prompt(
                "Passphrase", hide_input=True, confirmation_prompt=confirms, err=True
            )
        except getpass.GetPassWarning:
            raise BadInput(
                "The passphrase cannot be asked for without a terminal: give --key-file, or "
                "SMILEDIAL_PASSPHRASE in the environment."
            ) from None
    return typed.encode()


def _sizes_text(sizes: Sizes) -> str:
    return f"{many(sizes.leads, 'lead')} and {many(sizes.attempts, 'attempt')}"
