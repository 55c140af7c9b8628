"""Build the two archives of a release in dist/ and check them. It publishes nothing.

A package index must accept both, and the wheel must run in a new environment, in an empty folder,
without a terminal.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

TOP = Path(__file__).parents[1]
DIST = TOP / "dist"


def main() -> int:
    version = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    top = re.search(r"^## (\S+) \((.+)\)$", (TOP / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    if top is None or top[1] != version:
        logged = "nothing" if top is None else top[1]
        return _refuse(
            f"The first entry of CHANGELOG.md is of {logged}, pyproject.toml of {version}."
        )
    if _output("git", "status", "--porcelain"):
        return _refuse("There are changes that are not committed: a release is made of a commit.")

    shutil.rmtree(DIST, ignore_errors=True)
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST)
    _run(sys.executable, "-m", "twine", "check", "--strict", *sorted(DIST.iterdir()))
    [wheel] = DIST.glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="smiledial-release-") as folder:
        _check_wheel(wheel, version, Path(folder))

    for archive in sorted(DIST.iterdir()):
        print(f"{archive.relative_to(TOP)}  {archive.stat().st_size:,} bytes")
    if top[2] == "unreleased":
        print(f"CHANGELOG.md says “unreleased”: write the day there, commit, and tag v{version}.")
    return 0


def _check_wheel(wheel: Path, version: str, folder: Path) -> None:
    venv.create(folder / "venv", with_pip=True)
    bin_folder = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _run(bin_folder / "python", "-m", "pip", "install", "-q", "-c", TOP / "constraints.txt", wheel)
    command = bin_folder / "smiledial"
    printed = _output(command, "--version", at=folder)
    if version not in printed.split():
        raise SystemExit(f"release: smiledial --version says “{printed}”, not {version}.")
    demo = _output(command, "demo", at=folder)
    if "CALL" not in demo and "WAIT" not in demo:
        raise SystemExit(f"release: smiledial demo shows no lead, but “{demo[:200]}”.")
    man_page = folder / "venv" / "share" / "man" / "man1" / "smiledial.1"
    if not man_page.is_file():
        raise SystemExit("release: the wheel brings no man page.")
    print(f"release: installed by itself, it says “{printed}” and shows a lead.")


def _run(*arguments: str | Path) -> None:
    if subprocess.run(arguments, cwd=TOP, check=False).returncode:
        raise SystemExit(f"release: {' '.join(map(str, arguments))} failed, see above.")


def _output(*arguments: str | Path, at: Path = TOP) -> str:
    """Return what a command prints, run without the user's own settings and terminal."""
    own = {} if at == TOP else {"HOME": str(at), "XDG_CONFIG_HOME": str(at), "APPDATA": str(at)}
    run = subprocess.run(
        arguments,
        cwd=at,
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    if run.returncode:
        raise SystemExit(f"release: {' '.join(map(str, arguments))} failed: {run.stderr.strip()}")
    return run.stdout.strip()


def _refuse(sentence: str) -> int:
    print(f"release: {sentence}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
