"""An encrypted backup: opened by its own secret alone, and by none once a byte was changed."""

import io
import stat
from pathlib import Path

import pytest

from console.maintenance.backup.sealing import PIECE, seal, unseal
from console.trouble import BadInput
from tests.cli.shell import CommandLine

SECRET = b"a horse and its battery"


@pytest.fixture(scope="module")
def content() -> bytes:
    return bytes(range(256)) * (PIECE // 256) * 2 + b"the end"


@pytest.fixture(scope="module")
def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(content), target, SECRET)
    return target.getvalue()


def opened(path: Path, content: bytes, secret: bytes = SECRET) -> bytes:
    path.write_bytes(content)
    target = io.BytesIO()
    unseal(path, target, secret)
    return target.getvalue()


def test_what_was_sealed_comes_out_as_it_was_and_is_not_to_be_read_before(
    tmp_path: Path, content: bytes, sealed: bytes
) -> None:
    assert opened(tmp_path / "sealed", sealed) == content
    assert b"the end" not in sealed


def test_another_secret_is_told_as_such(tmp_path: Path, sealed: bytes) -> None:
    with pytest.raises(BadInput, match="the passphrase or key file is another"):
        opened(tmp_path / "sealed", sealed, b"a horse and its cart")


@pytest.mark.long
@pytest.mark.parametrize(
    "changed",
    [
        lambda one: one[:-1],
        lambda one: one[: -len(b"the end") - 16],
        lambda one: one[: 60 + PIECE + 16],
        lambda one: one + b"x",
        lambda one: one[:30] + bytes([one[30] ^ 1]) + one[31:],
        lambda one: one[:90_000] + bytes([one[90_000] ^ 1]) + one[90_001:],
        lambda one: one[:59] + one[59 + PIECE + 16 :],
        lambda one: one[:40],
    ],
)
def test_what_was_cut_changed_or_put_in_another_order_is_not_opened(
    tmp_path: Path, sealed: bytes, changed: "object"
) -> None:
    assert callable(changed)
    with pytest.raises(BadInput, match="damaged"):
        opened(tmp_path / "sealed", changed(sealed))


def test_a_backup_is_sealed_and_restored_by_a_key_file(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    path.write_text("name,phone\nAda Lovelace,2085550147\n", encoding="utf-8")
    smiledial("import", str(path))
    key, other = tmp_path / "key", tmp_path / "other"
    key.write_bytes(SECRET + b"\n")
    other.write_bytes(b"another secret of some length")
    stored = tmp_path / "kept.sealed"
    assert smiledial("backup", str(stored), "--key-file", str(key)).status == 0
    assert b"Lovelace" not in stored.read_bytes()  # shorter ones come by chance
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert [row.name for row in tmp_path.iterdir() if "part" in row.name] == []
    new = CommandLine(
        str(tmp_path / "new.db"), smiledial.clock, smiledial.capture, smiledial.config
    )
    refused = new("restore", str(stored), "--key-file", str(other))
    assert (refused.status, refused.err.count("\n")) == (3, 1)
    assert new("restore", str(stored), "--key-file", str(key)).status == 0
    assert "Ada" in new("export", "leads").out


def test_a_short_key_and_an_unreadable_one_are_told(smiledial: CommandLine, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"short")
    for name in (key, tmp_path / "none"):
        answer = smiledial("backup", str(tmp_path / "kept"), "--key-file", str(name))
        assert (answer.status, answer.err.count("\n")) == (3, 1)
    assert not (tmp_path / "kept").exists()
