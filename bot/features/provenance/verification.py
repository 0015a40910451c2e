"""Whether a picture was drawn here: by its very bytes, by what it says of itself, by how it looks."""

from __future__ import annotations

import asyncio

from bot.domain.errors import Refused
from bot.domain.media import MIMES
from bot.features.provenance.inspection import InspectedImage, inspect, pixel_hash
from bot.jobs.service import Service
from bot.storage.pictures import Drawn, by_content, by_looks
from generation.pictures import decode
from generation.provenance.perceptual_hash import BITS, SAME, distance
from generation.provenance.xmp import CREATOR_TOOL

FEW = 8  # bits of a hash that are set where a picture shows next to nothing: all such pictures look alike
GONE = "The picture is not here any more: attach it again."
NOTHING = (
    "Nothing says that it was drawn here: not its bytes, not what it says of itself, not how it looks. "
    "A picture that was cropped or painted over is not known again."
)


async def verify(service: Service, hash: str, *, attached: bool) -> str:
    """What can be said of the picture with this hash; raises Refused."""
    if len(hash) < 64:
        return await _alike(service, hash) or NOTHING
    async with service.stores.database.read() as session:
        drawn = await by_content(session, hash)
    if drawn is not None:
        return f"Yes, this very file was {_when(drawn)}."
    if not attached:
        return NOTHING
    content, path = await service.stores.files.read(hash), await service.frame_path(hash)
    if content is None or path is None:
        raise Refused(GONE)
    seen = await inspect(content, MIMES[path.suffix])
    said, alike = _said(seen), await _alike(service, seen.phash, seen)
    if alike and not said:
        said = "What it once said of itself, its marks and its content credentials, is gone from the file."
    return "\n".join(filter(None, (said, alike))) or NOTHING


async def _alike(service: Service, phash: str, seen: InspectedImage | None = None) -> str:
    """Whether it looks like one of ours, and what was done to it since, as far as a file that was `seen` tells."""
    if not FEW <= int(phash, 16).bit_count() <= BITS - FEW:
        return ""
    async with service.stores.database.read() as session:
        found = await by_looks(session, phash, distance, SAME)
    if found is None:
        return ""
    drawn, apart = found
    if seen and await _has_the_pixels_of(service, drawn, seen):
        return f"Its pixels are those of a picture that was {_when(drawn)}: only the file was written anew."
    changed = f"{apart} of {BITS} signs of its looks differ" if apart else "its looks are the same"
    resized = ""
    if seen is not None and (seen.width, seen.height) != (drawn.width, drawn.height):
        resized = f"it has {seen.width}×{seen.height} pixels instead of {drawn.width}×{drawn.height}, and "
    return f"It looks like a picture that was {_when(drawn)}; {resized}{changed}."


async def _has_the_pixels_of(service: Service, drawn: Drawn, seen: InspectedImage) -> bool:
    content, path = await service.stores.files.read(drawn.sha256), await service.frame_path(drawn.sha256)
    if content is None or path is None or not MIMES[path.suffix].startswith("image/"):
        return False
    return await asyncio.to_thread(lambda: pixel_hash(decode(content))) == seen.pixels


def _said(seen: InspectedImage) -> str:
    """What it says of itself, and how much that is worth."""
    if seen.signed_by == CREATOR_TOOL:
        worth = "and they fit the picture" if seen.intact else "but the picture was changed since"
        return f"Its content credentials say that {CREATOR_TOOL} drew it, {worth}; who signed them is not checked."
    if seen.tool == CREATOR_TOOL:
        model = f" with {seen.model.replace('`', '')}" if seen.model else ""
        return f"It says of itself that {CREATOR_TOOL} drew it{model}, here or elsewhere; anybody can write that."
    return ""


def _when(drawn: Drawn) -> str:
    verb = "made" if drawn.kind == "enlarge" else "drawn"  # what enlarged it drew nothing
    model = f" by {drawn.model}" if drawn.model else ""
    return f"{verb} here on {drawn.at.day} {drawn.at:%B %Y}{model}, in job `{drawn.job_id[:8]}`"
