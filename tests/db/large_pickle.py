"""A process that says one thing which no pipe holds."""

import pickle
import sys

LARGE = b"".join(number.to_bytes(4, "big") for number in range(250_000))


def main() -> None:
    pickle.dump("begun", sys.stdout.buffer)
    sys.stdout.buffer.flush()
    pickle.dump(LARGE, sys.stdout.buffer)
    sys.stdout.buffer.flush()
