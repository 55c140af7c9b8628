"""Lets the build fill in what depends on the project's address; hatchling runs it."""

import sys
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class AddressHook(MetadataHookInterface):  # type: ignore[misc]  # only a build has it
    def update(self, metadata: dict[str, object]) -> None:
        sys.path.insert(0, self.root)  # where the build runs the project is not installed
        from scripts.package_page import page_at, urls_at

        address = str(self.config["address"]).rstrip("/")
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        page = page_at(address, readme)
        metadata["readme"] = {"content-type": "text/markdown", "text": page}
        metadata["urls"] = urls_at(address)
