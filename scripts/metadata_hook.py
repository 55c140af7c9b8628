"""A hook of hatchling: fill in the package metadata that depends on the project's address."""

import sys
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class AddressHook(MetadataHookInterface):  # type: ignore[misc]  # only a build has it
    def update(self, metadata: dict[str, object]) -> None:
        sys.path.insert(0, self.root)  # an isolated build has the project not installed
        from scripts.package_page import page_at, urls_at  # late: needs the path above

        address = str(self.config["address"]).rstrip("/")
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        page = page_at(address, readme)
        metadata["readme"] = {"content-type": "text/markdown", "text": page}
        metadata["urls"] = urls_at(address)
