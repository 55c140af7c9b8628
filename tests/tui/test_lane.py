"""The queue in which the desk's calls run outside the event loop."""

import asyncio
import gc

import pytest

from console.tui.base.workplace import Lane


def fail() -> None:
    raise ValueError("not saved")


def test_a_failing_call_raises_for_its_waiter() -> None:
    lane = Lane("test")
    with pytest.raises(ValueError, match="not saved"):
        asyncio.run(lane.run(fail))
    lane.close()


def test_a_failing_call_without_a_waiter_writes_no_traceback(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    lane = Lane("test")

    async def end_meanwhile() -> None:
        waiting = asyncio.ensure_future(lane.run(fail))
        await asyncio.sleep(0)
        lane.close()
        asyncio.get_running_loop().call_soon(asyncio.get_running_loop().stop)
        await waiting

    loop = asyncio.new_event_loop()
    task = loop.create_task(end_meanwhile())
    loop.run_forever()
    loop.close()
    assert not task.done()
    del task
    gc.collect(0)  # young objects alone: a whole collection takes seconds among other tests
    assert "not saved" not in caplog.text
    assert "not saved" not in capsys.readouterr().err
