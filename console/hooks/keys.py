"""The keys that sign events. They are kept on the machine that sends, never in the database.

`hooks.toml` stands beside the settings, readable by its owner only. A key in the environment
replaces the one in the file: SMILEDIAL_HOOK_CRM for the hook `crm`. The signature is that of
Standard Webhooks.
"""

import base64
import hashlib
import os
import secrets
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from console.files.opening import write_whole
from console.trouble import BadInput

PREFIX = "whsec_"


class Keys(Struct, frozen=True):
    """A hook's key, and the one before while both sign. They are base64 after `whsec_`."""

    key: str
    before: str = ""
    before_until: datetime | None = None

    def __repr__(self) -> str:
        return f"Keys({fingerprint(self.key)})"

    def in_force(self, now: datetime) -> list[str]:
        is_both = self.before and self.before_until is not None and now < self.before_until
        return [self.key, self.before] if is_both else [self.key]


def new_key() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def fingerprint(key: str) -> str:
    """Return twelve digits that tell keys apart and do not reveal them."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def sign(keys: Keys, event_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers of an event, signed with each key in force."""
    from standardwebhooks import Webhook  # late: only where events are sent

    text = body.decode()
    signatures = (Webhook(key).sign(event_id, now, text) for key in keys.in_force(now))
    return {
        "content-type": "application/json",
        "user-agent": "smiledial",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def keys_file(settings: Path) -> Path:
    return settings.with_name("hooks.toml")


def keys_of(name: str, path: Path, environ: Mapping[str, str] = os.environ) -> Keys | None:
    """Return a hook's keys on this machine, or None. Raises BadInput for a file that is broken."""
    if key := environ.get(f"SMILEDIAL_HOOK_{name.upper().replace('-', '_')}"):
        return Keys(key)
    table = _read(path).get(name)
    if table is None:
        return None
    if not isinstance(table, dict) or not isinstance(table.get("key"), str):
        raise BadInput(f'{path}: [{name}] needs a key = "{PREFIX}…": fix it there.')
    return Keys(table["key"], table.get("before", ""), table.get("before_until"))


def keep_keys(name: str, keys: Keys | None, path: Path) -> None:
    """Write a hook's keys to the file, or take them out of it (None). Raises BadInput."""
    import tomli_w  # late: only when a key changes

    tables = _read(path)
    tables.pop(name, None)
    if keys is not None:
        table: dict[str, object] = {"key": keys.key}
        if keys.before:
            table |= {"before": keys.before, "before_until": keys.before_until}
        tables[name] = table
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, [tomli_w.dumps(tables)])  # a new file: readable by its owner only


def _read(path: Path) -> dict[str, object]:
    try:
        # POSIX only: on Windows st_mode says that everybody may read every file.
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise BadInput(f"{path} holds keys, and others can read it: run chmod 600 {path}.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be read ({error}): fix it, or put the backup back."
        ) from None
