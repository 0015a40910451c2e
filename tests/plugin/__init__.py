"""An engine that a test can hold, installed as plug-ins are: by an entry point somewhere on `sys.path`."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = str(Path(__file__).parent)
if FOLDER not in sys.path:
    sys.path.append(FOLDER)  # a worker process inherits it


class Gate:
    """Shut at first: what is being drawn then stands still until it is opened."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "gate"
        self.shut()

    @property
    def engine(self) -> dict[str, str]:
        """Options of the engine "gated", which draws as echo does."""
        return {"gate": str(self._file)}

    @property
    def is_shut(self) -> bool:
        return self._file.exists()

    def shut(self) -> None:
        self._file.touch()

    def open(self) -> None:
        self._file.unlink(missing_ok=True)
