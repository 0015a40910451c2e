"""What the page is made of besides its words: scripts, styles, logo, typeface; read once into a fixed table.

Nothing is ever looked up on disk by a name that came from outside. The address carries a hash of the whole table, so
that browsers keep the files for ever and still see every change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import font_source_serif_pro as serif

FOLDER = Path(__file__).parents[1] / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".otf": "font/otf"}
FONTS = {
    "serif.otf": serif.SourceSerifPro,
    "serif-italic.otf": serif.SourceSerifProIt,
    "serif-semibold.otf": serif.SourceSerifProSemibold,
}


@dataclass(frozen=True, slots=True)
class Assets:
    """The table: file name → content."""

    files: dict[str, bytes]
    version: str

    @classmethod
    @cache
    def load(cls) -> Assets:
        files = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}
        files |= {name: Path(path).read_bytes() for name, path in FONTS.items()}
        digest = sha256(b"".join(name.encode() + content for name, content in files.items()))
        return cls(files, digest.hexdigest()[:16])

    def url(self, name: str) -> str:
        if name not in self.files:
            raise KeyError(name)
        return f"/assets/{self.version}/{name}"

    @staticmethod
    def type(name: str) -> str:
        return TYPES[Path(name).suffix]
