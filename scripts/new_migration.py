"""Draft the next migration from the differences between `db/tables/` and the last migration.

Read and correct the draft: it changes tables, and knows nothing of rows. `make migration NAME="…"`.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

import db.migrations
from db.engine.database import open_database
from db.schema import HEAD, prepare
from db.upgrade import config_for

VERSIONS = Path(db.migrations.__file__).parent / "versions"


def main(name: str) -> int:
    if not name:
        print('Say what it does: make migration NAME="requests are kept one by one"')
        return 2
    number = int(re.match(r"\d+", HEAD)[0]) + 1  # type: ignore[index]
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "empty.db"))
        prepare(database)
        with database.write() as connection:
            config = config_for(connection)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(config, name, autogenerate=True, rev_id=f"{number:04}")
        database.close()
    print(f"Now put {number:04} behind {HEAD} in db/schema.py, and read {VERSIONS}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]).strip()))
