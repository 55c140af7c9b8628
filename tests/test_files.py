"""Files that are written: what was laid in their place beforehand is neither followed nor kept."""

import os
import stat
import threading
from pathlib import Path

import pytest

from console.files.opening import write_whole
from console.trouble import BadInput


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_text("precious", encoding="utf-8")
    return path


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_planted_link_or_file_in_place_of_the_half_written_one_is_not_written_to(
    tmp_path: Path, victim: Path
) -> None:
    (tmp_path / ".leads.csv.part").symlink_to(victim)
    write_whole(tmp_path / "leads.csv", ["Ann"])
    assert victim.read_text(encoding="utf-8") == "precious"
    assert (tmp_path / "leads.csv").read_text(encoding="utf-8") == "Ann"
    assert mode_of(tmp_path / "leads.csv") == 0o600


def test_a_link_in_the_place_of_the_file_is_replaced_and_what_it_named_is_left(
    tmp_path: Path, victim: Path
) -> None:
    output = tmp_path / "leads.csv"
    output.symlink_to(victim)
    write_whole(output, ["Ann"])
    assert victim.read_text(encoding="utf-8") == "precious"
    assert not output.is_symlink()


def test_a_file_that_all_may_read_becomes_one_for_its_owner(tmp_path: Path) -> None:
    output = tmp_path / "leads.csv"
    output.touch()
    output.chmod(0o666)
    write_whole(output, ["Ann"])
    assert mode_of(output) == 0o600


def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path) -> None:
    def half() -> "list[str]":
        raise BadInput("The list ends here.")

    with pytest.raises(BadInput):
        write_whole(tmp_path / "leads.csv", (piece for _ in "1" for piece in half()))
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_to_while_somebody_reads_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="nobody reads"):
        write_whole(pipe, ["Ann"])
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    while not heard:
        try:
            write_whole(pipe, ["Ann"])
            break
        except BadInput:  # it is not there yet
            continue
    reader.join()
    assert heard == ["Ann"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("device", "says"), [("/dev/full", "free some room"), ("/dev/null", "")], ids=str
)
def test_a_device_is_written_to_and_says_when_it_is_full(device: str, says: str) -> None:
    if says:
        with pytest.raises(BadInput, match=says):
            write_whole(Path(device), ["Ann"])
    else:
        write_whole(Path(device), ["Ann"])
    assert stat.S_ISCHR(Path(device).stat().st_mode)
