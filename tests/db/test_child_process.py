"""Work in a process beside this one."""

import fcntl
import os
import pickle
import signal
import sys
import termios
from typing import IO

import pytest

from db.engine import child_process
from tests.db.large_pickle import LARGE

A_PART = 16_384
"""Bytes in the pipe when the process is on its way with the rest."""


def _unread(pipe: IO[bytes]) -> int:
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_what_a_halted_process_says_arrives_whole_in_a_container_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    child = child_process.start("tests.db.large_pickle")
    try:
        assert pickle.load(child.output) == "begun"  # noqa: S301
        while _unread(child.output) < A_PART:
            os.sched_yield()
        child.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, child.process.pid, os.WSTOPPED)
        child.process.send_signal(signal.SIGCONT)
        assert pickle.load(child.output) == LARGE  # noqa: S301
    finally:
        child.stop()
