"""Pictures as a worker sends them: small previews on the way, PNGs with their request inside at the end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from bot.wire import Draw, Drawn, DrawnFrame
from generation.engine import EngineError, EngineInfo
from generation.provenance import drawing_png, marked_png

PREVIEW_SIDE = 256  # pixels of the longer side, whatever it shows


@dataclass(frozen=True, slots=True)
class Plan:
    """A request as drawings: what is drawn, and from what."""

    drawings: tuple[Any, ...]
    frames: tuple[tuple[str, tuple[str, ...]], ...]  # (sentence, cast) of each drawing
    contexts: tuple[str | None, ...]  # the checkpoint that conditioned each drawing, if one did
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    page: bool = False  # the pictures belong on one page

    @property
    def context(self) -> str | None:
        """The checkpoint that conditioned any of them."""
        return next(filter(None, self.contexts), None)


def opened(content: bytes) -> Image.Image:
    """A stored file as a picture the right way up; raises EngineError where it is none."""
    try:
        return ImageOps.exif_transpose(Image.open(BytesIO(content)))
    except (OSError, Image.DecompressionBombError) as error:
        raise EngineError("The attached file cannot be read as a picture: attach a PNG, JPEG or WebP.") from error


def preview_jpeg(pictures: Sequence[Image.Image]) -> bytes:
    """All pictures of a job in one small square-ish grid."""
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    width, height = pictures[0].size
    scale = min(1.0, PREVIEW_SIDE / max(columns * width, rows * height))
    cell = max(1, round(width * scale)), max(1, round(height * scale))
    grid = Image.new("RGB", (columns * cell[0], rows * cell[1]))
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        grid.paste(picture.convert("RGB").resize(cell), (column * cell[0], row * cell[1]))
    file = BytesIO()
    grid.save(file, "JPEG", quality=75)
    return file.getvalue()


def drawn(draw: Draw, plan: Plan, pictures: Sequence[Image.Image], info: EngineInfo, seconds: float) -> Drawn:
    """The finished job."""
    frames = tuple(
        DrawnFrame(
            png=drawing_png(picture, drawing.request, info, context),
            width=picture.width,
            height=picture.height,
            seed=drawing.request.seed,
            sentence=sentence,
            cast=cast,
        )
        for picture, drawing, (sentence, cast), context in zip(
            pictures, plan.drawings, plan.frames, plan.contexts, strict=True
        )
    )
    page = _page(draw, plan, pictures, info) if plan.page else None
    return Drawn(
        draw.job_id,
        draw.attempt,
        frames,
        page,
        context=plan.context,
        ignored_words=plan.ignored_words,
        read_as=plan.read_as,
        seconds=round(seconds, 3),
    )


def _page(draw: Draw, plan: Plan, pictures: Sequence[Image.Image], info: EngineInfo) -> DrawnFrame:
    from story.page import make_page  # fonts and layout, only where a page is made

    sentences = [sentence for sentence, _ in plan.frames]
    page = make_page(pictures, sentences)
    told, request = "\n".join(sentences), {**asdict(draw.request), "context": plan.context}
    return DrawnFrame(
        marked_png(page, info, told, request), page.width, page.height, plan.drawings[0].request.seed, told
    )
