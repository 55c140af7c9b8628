"""Encrypt a file with a passphrase or a key file, as a stream of pieces.

Each piece is encrypted by ChaCha20-Poly1305 with a key that scrypt derives from the secret and the
file's salt. The nonce is the position of the piece and whether it is the last, and the head of the
file is authenticated with each. So no piece can be changed, moved, cut or added unnoticed.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from console.trouble import BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

MAGIC = b"smiledial sealed backup 1\n"
PIECE = 1 << 16
"""Bytes sealed at a time."""
TAG = 16
SALT = 32
COST = 17
"""scrypt's N as a power of two: a guess takes 128 MB and some tenths of a second."""
MOST_COST = 20
"""A file may not ask for more memory than a gigabyte."""
SHORTEST = 12

_HEAD = struct.Struct(f">{len(MAGIC)}sB{SALT}s")


def is_sealed(path: Path) -> bool:
    """Return whether the file is an encrypted backup. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def check_secret(secret: bytes) -> bytes:
    """Return the secret. Raises BadInput for a short one, and without the library."""
    if len(secret) < SHORTEST:
        raise BadInput(f"A passphrase or a key file has {SHORTEST} characters or more: choose one.")
    _library()
    return secret


def seal(source: IO[bytes], target: IO[bytes], secret: bytes) -> None:
    """Encrypt a file. Raises BadInput and OSError."""
    head = _HEAD.pack(MAGIC, COST, os.urandom(SALT))
    cipher = _cipher(secret, head)
    target.write(head)
    for place, (piece, is_last) in enumerate(_pieces(source, PIECE)):
        target.write(cipher.encrypt(_nonce(place, is_last=is_last), piece, head))


def unseal(path: Path, target: IO[bytes], secret: bytes) -> None:
    """Decrypt a file. Raises BadInput for a wrong secret and for a changed file."""
    from cryptography.exceptions import InvalidTag  # late: an optional library

    with path.open("rb") as source:
        head = source.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise BadInput(f"{path} is damaged: it ends too soon. Take another backup.")
        cipher = _cipher(secret, head)
        for place, (piece, is_last) in enumerate(_pieces(source, PIECE + TAG)):
            try:
                target.write(cipher.decrypt(_nonce(place, is_last=is_last), piece, head))
            except InvalidTag:
                why = "the passphrase or key file is another, or " if place == 0 else ""
                raise BadInput(f"{path} cannot be opened: {why}the file is damaged.") from None


def _pieces(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece with whether it is the last. An empty file has one empty piece."""
    piece = source.read(size)  # one piece ahead: only the next read tells whether it is the last
    while after := source.read(size):
        yield piece, False
        piece = after
    yield piece, True


def _nonce(place: int, *, is_last: bool) -> bytes:
    """Return a piece's nonce of 12 bytes. None repeats: each file has a key from its own salt."""
    return place.to_bytes(11, "big") + bytes([is_last])


def _cipher(secret: bytes, head: bytes) -> "ChaCha20Poly1305":
    _library()
    # late: an optional library
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    _, cost, salt = _HEAD.unpack(head)
    # A forged head could ask for more memory than the machine has.
    if not COST <= cost <= MOST_COST:
        raise BadInput("The backup is damaged, or was sealed by a newer smiledial: upgrade.")
    return ChaCha20Poly1305(Scrypt(salt, 32, 1 << cost, 8, 1).derive(secret))


def _library() -> None:
    """Raise BadInput where the optional library is not installed."""
    try:
        import cryptography  # noqa: F401 - late: an optional library
    except ModuleNotFoundError:
        raise BadInput(
            "Encryption needs its library: install smiledial with the extra “encrypt” "
            "(pip install 'smiledial[encrypt]')."
        ) from None
