"""Let the floor go on while somebody looks at it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from console.clock import Clock
from console.demo.floor.simulation import Simulation
from db.engine.database import DatabaseTrouble

EVERY = 1.0
"""Seconds between two looks at whose turn it is: agents act every few seconds."""


@contextmanager
def going_on(simulation: Simulation, clock: Clock) -> Iterator[None]:
    """Let the agents act up to the present time of `clock`, on a thread, until the block ends.

    Without it all agents would look stopped after a few minutes.
    """
    is_over = threading.Event()

    def act() -> None:
        # A look that finds the database busy is made up for by the next one.
        while True:
            with suppress(DatabaseTrouble):
                simulation.run_until(clock())
            if is_over.wait(EVERY):
                return

    thread = threading.Thread(target=act, name="floor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
