"""What is known of a picture, line by line: what was asked for, what drew it, what its file says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from bot.reply import credits, drawing_of, number, prompt_of, seed_of
from bot.values import EnlargeRequest, Frame, Job
from generation.engine import ImageRequest
from generation.xmp import ALGORITHMIC, TRAINED, source_of
from story.request import StoryRequest

Fact = tuple[str, str]
SOURCES = {TRAINED: "drawn by a trained model", ALGORITHMIC: "drawn by an algorithm"}


def facts(job: Job, frame: Frame | None = None) -> list[Fact]:
    """Of one picture, or of the whole job."""
    return [(label, value) for label, value in _facts(job, frame) if value]


def _facts(job: Job, frame: Frame | None) -> Iterator[Fact]:
    yield "Prompt", prompt_of(job.request)
    if drawing := drawing_of(job.request):
        yield from _options(drawing)
    if isinstance(job.request, EnlargeRequest):
        yield "Enlarged", f"{job.request.factor} times"
    if isinstance(job.request, StoryRequest):
        yield "Story context", job.context or "none"
    seed = frame.seed if frame else seed_of(job.request)
    yield "Seed", "" if seed is None or isinstance(job.request, EnlargeRequest) else str(seed)
    if frame:
        yield "Size", f"{frame.width} × {frame.height} pixels"
    yield "Drawn by", f"{job.model} on {job.device}" if job.model else ""
    yield "Time", f"{job.seconds:.1f} s"
    yield "Price", credits(job.cost)
    yield "Job", number(job)


def _options(drawing: ImageRequest) -> Iterator[Fact]:
    yield "Without", drawing.negative_prompt
    yield "Style", drawing.style or ""
    yield "Steps", str(drawing.num_inference_steps or "")
    yield "Guidance", f"{drawing.guidance_scale:g}" if drawing.guidance_scale is not None else ""
    yield "Started from", "a picture" if drawing.image else ""
    yield "Strength", f"{drawing.strength:g}" if drawing.strength is not None else ""
    yield "Tiles", "yes" if drawing.tile else ""
    yield "Chaos", str(drawing.chaos or "")


def provenance(path: Path, frame: Frame) -> list[Fact]:
    """What the file tells whoever gets it; reads the file. Raises OSError where it cannot be read."""
    source, parameters = "", ""
    if frame.mime.startswith("image/"):
        with Image.open(path) as image:
            source = source_of(str(image.info.get("XML:com.adobe.xmp", "")))
            parameters = str(image.info.get("parameters", ""))
    found = [
        ("Declared as", SOURCES.get(source, source)),
        ("Parameters", parameters),
        ("SHA-256", frame.sha256),
        ("Perceptual hash", frame.phash),
    ]
    return [(label, value) for label, value in found if value]
