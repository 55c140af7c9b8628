"""Build the two archives of a release in dist/ and check them. It publishes nothing.

A package index must accept both, and the wheel is the same to the byte when it is built again from
a clone. It must run without a terminal, installed with the hashes of locked.txt, by pipx and by uv.
Beside the archives stand a list of what the wheel needs (an SBOM, in CycloneDX) and the notes.
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
        _check_built_again(wheel, Path(folder))
        _check_locked(wheel, version, Path(folder))
        _check_installers(wheel, version, Path(folder))

    (DIST / f"notes-{version}.md").write_text(_notes(version), encoding="utf-8")
    for archive in sorted(DIST.iterdir()):
        print(f"{archive.relative_to(TOP)}  {archive.stat().st_size:,} bytes")
    if top[2] == "unreleased":
        print(f"CHANGELOG.md says “unreleased”: write the day there, commit, and tag v{version}.")
    return 0


def _notes(version: str) -> str:
    """Return what CHANGELOG.md says of the version, for the page of the release."""
    log = (TOP / "CHANGELOG.md").read_text("utf-8")
    _, _, newest = log.partition(f"## {version} ")
    return newest.partition("\n## ")[0].partition("\n")[2].strip() + "\n"


def _check_built_again(wheel: Path, folder: Path) -> None:
    """Build the wheel from a clone, whose files have other times and modes, and compare."""
    clone = folder / "clone"
    _run("git", "clone", "-q", TOP, clone)
    for path in clone.glob("console/*.py"):
        path.chmod(0o600)
    _run(sys.executable, "-m", "build", "--no-isolation", "-w", "-o", folder / "again", clone)
    [again] = (folder / "again").glob("*.whl")
    if again.read_bytes() != wheel.read_bytes():
        raise SystemExit("release: the wheel is another one when it is built again.")
    print("release: built again from a clone, the wheel is the same to the byte.")


def _check_locked(wheel: Path, version: str, folder: Path) -> None:
    """Install with every hash checked, run it, and write down what is installed."""
    venv.create(folder / "venv", with_pip=False)  # or pip would be in the SBOM
    bin_folder = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "uv", "pip", "install", "-q", "-p", bin_folder / "python")
    _run(*pip, "--require-hashes", "-r", TOP / "locked.txt")
    _run(*pip, "--no-deps", wheel)
    _check_command(bin_folder / "smiledial", version, folder)
    if not (folder / "venv" / "share" / "man" / "man1" / "smiledial.1").is_file():
        raise SystemExit("release: the wheel brings no man page.")
    sbom = DIST / f"smiledial-{version}.cdx.json"
    options = ("--output-reproducible", "--pyproject", TOP / "pyproject.toml", "-o", sbom)
    _run(sys.executable, "-m", "cyclonedx_py", "environment", *options, bin_folder / "python")


def _check_installers(wheel: Path, version: str, folder: Path) -> None:
    """Install with pipx and uv, which the README recommends, into folders of their own."""
    for tool, install in (("pipx", ("install",)), ("uv", ("tool", "install"))):
        own = folder / tool
        places = {
            "PIPX_HOME": own / "home",
            "PIPX_BIN_DIR": own / "bin",
            "PIPX_MAN_DIR": own / "man",
            "UV_TOOL_DIR": own / "home",
            "UV_TOOL_BIN_DIR": own / "bin",
        }
        os.environ.update({name: str(path) for name, path in places.items()})
        _run(sys.executable, "-m", tool, *install, "--python", sys.executable, wheel)
        _check_command(own / "bin" / "smiledial", version, folder)


def _check_command(command: Path, version: str, folder: Path) -> None:
    printed = _output(command, "--version", at=folder)
    if version not in printed.split():
        raise SystemExit(f"release: {command} --version says “{printed}”, not {version}.")
    demo = _output(command, "demo", at=folder)
    if "CALL" not in demo and "WAIT" not in demo:
        raise SystemExit(f"release: {command} demo shows no lead, but “{demo[:200]}”.")
    print(f"release: {command.relative_to(folder)} says “{printed}” and shows a lead.")


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
