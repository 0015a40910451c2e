"""Whether a picture was drawn here: by its very bytes, by what it says of itself, by how it looks."""

from __future__ import annotations

from bot.domain.errors import Refused
from bot.domain.media import SUFFIXES
from bot.features.provenance.inspection import InspectedImage, inspect
from bot.jobs.service import Service
from bot.storage.pictures import Drawn, by_content, by_looks
from generation.provenance.perceptual_hash import BITS, SAME, distance
from generation.provenance.xmp import CREATOR_TOOL

FEW = 8  # bits of a hash that are set where a picture shows next to nothing: all such pictures look alike
GONE = "The picture is not here any more: attach it again."
NOTHING = (
    "Nothing says that it was drawn here: not its bytes, not what it says of itself, not how it looks. "
    "A picture that was cropped or painted over is not known again."
)
_MEDIA_TYPES = {suffix: mime for mime, suffix in SUFFIXES.items()}


async def verify(service: Service, hash: str, *, attached: bool) -> str:
    """What can be said of the picture with this hash; raises Refused."""
    if len(hash) < 64:
        return await _alike(service, hash) or NOTHING
    async with service.stores.database.read() as session:
        drawn = await by_content(session, hash)
    if drawn is not None:
        return f"Yes, this very file was {_when(drawn)}."
    return await _looked_at(service, hash) if attached else NOTHING


async def _looked_at(service: Service, sha256: str) -> str:
    content, path = await service.stores.files.read(sha256), service.frame_path(sha256)
    if content is None or path is None:
        raise Refused(GONE)
    seen = await inspect(content, _MEDIA_TYPES[path.suffix])
    return "\n".join(filter(None, (_said(seen), await _alike(service, seen.phash)))) or NOTHING


async def _alike(service: Service, phash: str) -> str:
    """Whether it looks like one of ours."""
    if not FEW <= int(phash, 16).bit_count() <= BITS - FEW:
        return ""
    async with service.stores.database.read() as session:
        found = await by_looks(session, phash, distance, SAME)
    if found is None:
        return ""
    drawn, apart = found
    changed = f"{apart} of {BITS} signs of its looks differ" if apart else "its looks are the same"
    return f"It looks like a picture that was {_when(drawn)}; {changed}."


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
    model = f" by {drawn.model}" if drawn.model else ""
    return f"drawn here on {drawn.at.day} {drawn.at:%B %Y}{model}, in job `{drawn.job_id[:8]}`"
