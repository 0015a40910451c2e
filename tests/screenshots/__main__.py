"""`python -m tests.screenshots`: both pictures, each beside what it shows. Takes half a minute.

Needs Chromium and, for the signs on Discord's buttons, an emoji font: `apt-get install chromium fonts-inter
fonts-noto-color-emoji`.
"""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.e2e.chromium import chromium
from tests.screenshots import discord, web

FRONTENDS = Path(__file__).parents[2] / "bot" / "frontends"
MOST_BYTES = 250_000


def save(screenshot: bytes, file: Path) -> None:
    """As JPEG, as fine as `MOST_BYTES` allow."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    for quality in range(92, 40, -4):
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=0)
        if written.tell() <= MOST_BYTES:
            break
    file.write_bytes(written.getvalue())
    print(f"{file.relative_to(FRONTENDS.parents[1])}: {picture.width}×{picture.height}, {written.tell():,} bytes")


async def main() -> None:
    async with chromium() as browser:
        for name, shoot in (("web", web.shoot), ("discord", discord.shoot)):
            with TemporaryDirectory() as folder:
                save(await shoot(browser, Path(folder)), FRONTENDS / name / "screenshot.jpg")


if __name__ == "__main__":
    asyncio.run(main())
