"""Check that each import inside a function says why it is late, and that there are few of them.

A reader looks for imports at the top of a module. One inside a function is allowed where the start
would pay for it, or where its package is optional. The reason stands beside it or above it:
`# late: …`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
PACKAGES = ("console", "db")
MIGRATIONS = TOP / "db" / "migrations"
MOST = 90
REASON = re.compile(r"(# |- )late: \S")


def late_imports(source: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, statement, whether it has a reason) of each import inside a function."""
    lines = source.splitlines()
    late: dict[int, ast.Import | ast.ImportFrom] = {}
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            # By line: the imports of a nested function are in the outer one too.
            late |= {
                node.lineno: node
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
            }
    for line, node in sorted(late.items()):
        # The reason stands on one of its own lines, or on a line of comment above it and its like.
        above = line - 1
        while above and lines[above - 1].lstrip().startswith(("from ", "import ", "#")):
            above -= 1
        own_lines = lines[above : node.end_lineno]
        yield line, ast.unparse(node), any(map(REASON.search, own_lines))


def main() -> int:
    count, unexplained = 0, 0
    for package in PACKAGES:
        for file in sorted((TOP / package).rglob("*.py")):
            if MIGRATIONS in file.parents:
                continue
            for line, statement, has_reason in late_imports(file.read_text(encoding="utf-8")):
                count += 1
                if not has_reason:
                    unexplained += 1
                    place = file.relative_to(TOP).as_posix()
                    print(f"{place}:{line}: {statement}: add the reason, as # late: …")
    if count > MOST:
        print(f"{count} imports are inside functions, and {MOST} may be: move some to the top.")
    return 1 if unexplained or count > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
