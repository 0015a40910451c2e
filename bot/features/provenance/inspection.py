"""What a picture says of itself, and how it looks: read in a process of its own, because anybody may have made it.

    python -m bot.features.provenance.inspection image/png < picture

prints one JSON object. What kills that process, or keeps it too long, harms nobody else.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bot.domain.errors import Refused

if TYPE_CHECKING:
    from PIL import Image

SECONDS = 20  # of processor time, and three times as many by the clock
MEMORY = 4 * 2**30  # bytes of addresses
UNREADABLE = "That picture cannot be read."
_KEPT = ("PATH", "PYTHONPATH", "LANG")  # of the environment: it holds secrets


@dataclass(frozen=True, slots=True)
class InspectedImage:
    tool: str = ""  # what made it, as it says in words that anybody can write
    model: str = ""
    source: str = ""  # a term of IPTC's list of digital source types
    signed_by: str = ""  # the tool that its content credentials name
    intact: bool = False  # they fit the picture
    phash: str = ""
    width: int = 0
    height: int = 0
    pixels: str = ""  # SHA-256 of its RGB values: the same, however a file holds them


async def inspect(content: bytes, mime: str) -> InspectedImage:
    """Raises Refused for what cannot be read."""
    environment = {name: value for name in _KEPT if (value := os.environ.get(name))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.features.provenance.inspection", mime),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**environment, "OPENBLAS_NUM_THREADS": "1"},
    )
    try:
        async with asyncio.timeout(3 * SECONDS):
            written, _ = await process.communicate(content)
        return InspectedImage(**json.loads(written))
    except (TimeoutError, ValueError, TypeError):
        raise Refused(UNREADABLE) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def main(mime: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(json.dumps(asdict(looked(sys.stdin.buffer.read(), mime))))


def looked(content: bytes, mime: str) -> InspectedImage:
    """Raises OSError, ValueError and what else a broken picture may make of Pillow."""
    from generation.engine import EngineError
    from generation.pictures import decode
    from generation.provenance.c2pa_manifest import read
    from generation.provenance.perceptual_hash import phash
    from generation.provenance.png_metadata import facts_of, packet_of
    from generation.provenance.xmp import source_of, tool_of

    picture = decode(content)
    facts, packet = facts_of(picture), packet_of(picture)
    signed: Any = None
    with suppress(EngineError):  # where the extra c2pa is not installed
        signed = read(content, mime)
    return InspectedImage(
        tool="Vignette" if facts else tool_of(packet),
        model=str(facts.get("model", ""))[:100],
        source=source_of(packet),
        signed_by=signed.tool[:100] if signed else "",
        intact=bool(signed and signed.intact),
        phash=phash(picture),
        width=picture.width,
        height=picture.height,
        pixels=pixel_hash(picture),
    )


def pixel_hash(picture: Image.Image) -> str:
    return sha256(picture.convert("RGB").tobytes()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])
