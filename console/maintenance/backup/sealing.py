"""A file encrypted with a passphrase or a key file, as a stream: pieces that nobody can change,
reorder, cut or add to without being seen.

Each piece is sealed by ChaCha20-Poly1305 under a key that scrypt makes of the secret and the file's
own salt. Its nonce is its place and whether it is the last; the head of the file is sealed with it.
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
"""scrypt's N as a power of two: 128 MB and some tenths of a second for each guess."""
MOST_COST = 20
"""A file may not ask for more memory than a gigabyte."""
SHORTEST = 12

_HEAD = struct.Struct(f">{len(MAGIC)}sB{SALT}s")


def is_sealed(path: Path) -> bool:
    """Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def check_secret(secret: bytes) -> bytes:
    """Raises BadInput for one that is guessed too soon, and without the library."""
    if len(secret) < SHORTEST:
        raise BadInput(f"A passphrase or a key file has {SHORTEST} characters or more: choose one.")
    _library()
    return secret


def seal(source: IO[bytes], target: IO[bytes], secret: bytes) -> None:
    """Raises BadInput and OSError."""
    head = _HEAD.pack(MAGIC, COST, os.urandom(SALT))
    cipher = _cipher(secret, head)
    target.write(head)
    for place, (piece, is_last) in enumerate(_pieces(source, PIECE)):
        target.write(cipher.encrypt(_nonce(place, is_last=is_last), piece, head))


def unseal(path: Path, target: IO[bytes], secret: bytes) -> None:
    """Raises BadInput for a wrong secret and for a file that is not as it was written."""
    from cryptography.exceptions import InvalidTag

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
    """Each with whether it is the last; one that may be empty even of an empty file."""
    piece = source.read(size)
    while after := source.read(size):
        yield piece, False
        piece = after
    yield piece, True


def _nonce(place: int, *, is_last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([is_last])


def _cipher(secret: bytes, head: bytes) -> "ChaCha20Poly1305":
    _library()
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    _, cost, salt = _HEAD.unpack(head)
    if not COST <= cost <= MOST_COST:
        raise BadInput("The backup is damaged, or was sealed by a newer smiledial: upgrade.")
    return ChaCha20Poly1305(Scrypt(salt, 32, 1 << cost, 8, 1).derive(secret))


def _library() -> None:
    try:
        import cryptography  # noqa: F401
    except ModuleNotFoundError:
        raise BadInput(
            "Encryption needs its library: install smiledial with the extra “encrypt” "
            "(pip install 'smiledial[encrypt]')."
        ) from None
