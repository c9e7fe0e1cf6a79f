"""What hatchling asks when it builds the wheel: the libraries of the pages have to be in `static/vendor/` first."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageLibraries(BuildHookInterface[Any]):
    """Installs them where they are missing or old; the build fails where that does."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the files are collected; an editable install uses the checkout as it is."""
        if version == "standard":
            subprocess.run([sys.executable, "-m", "audit.vendor"], cwd=self.root, check=True)
