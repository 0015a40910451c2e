"""Pictures as a worker sends them: small previews on the way, PNGs with their request inside at the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from io import BytesIO

from PIL import Image

from bot.worker.messages import FramePayload
from generation.engine import Drawing, EngineError, EngineInfo, ImageRequest
from generation.pictures import BROKEN, decode, decode_mask, to_be_shown
from generation.provenance.perceptual_hash import phash
from generation.provenance.png_metadata import drawing_png, marked_png
from story.request import StoryRequest

UNREADABLE = "The attached file cannot be read as a picture: attach a PNG, JPEG, WebP or GIF."
CUT_SHORT = "The attached picture is cut short: attach it again, whole."
PREVIEW_SIDE = 256  # pixels of the longer side, whatever it shows

Caption = tuple[str, tuple[str, ...]]  # (sentence, cast) of a frame


def open_image(content: bytes, read: Callable[[bytes], Image.Image] = decode) -> Image.Image:
    """A stored file as an RGB picture the right way up; raises EngineError where it is none.

    It may come from a stranger, and decoders fail in many ways; what else they do, they do in this process.
    """
    try:
        return read(content)
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise EngineError(CUT_SHORT if "truncated" in str(error) else UNREADABLE) from error


def open_references(request: ImageRequest, pictures: Mapping[str, bytes]) -> list[Image.Image]:
    """What a model is shown for a request, out of its stored files; large ones are made smaller. Raises the same."""
    return [open_image(pictures[each.sha256], to_be_shown) for each in request.references]


def open_mask(request: ImageRequest, pictures: Mapping[str, bytes]) -> Image.Image | None:
    """What may change of the picture that a request starts from; None where it has no mask. Raises the same."""
    if request.mask is None:
        return None
    return open_image(pictures[request.mask], partial(decode_mask, own=request.mask == request.image))


def open_sheets(request: StoryRequest, pictures: Mapping[str, bytes]) -> dict[str, Image.Image]:
    """The pictures of a story's characters, by hash. Raises the same."""
    return {each.sha256: open_image(pictures[each.sha256], to_be_shown) for _, each in request.sheets}


def preview_jpeg(pictures: Sequence[Image.Image], side: int = PREVIEW_SIDE) -> bytes:
    """All pictures of a job in one small square-ish grid, `side` pixels at most."""
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    width, height = pictures[0].size
    scale = min(1.0, side / max(columns * width, rows * height))
    cell = max(1, round(width * scale)), max(1, round(height * scale))
    grid = Image.new("RGB", (columns * cell[0], rows * cell[1]))
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        grid.paste(picture.convert("RGB").resize(cell), (column * cell[0], row * cell[1]))
    file = BytesIO()
    grid.save(file, "JPEG", quality=75)
    return file.getvalue()


def encode_frame(
    picture: Image.Image, drawing: Drawing, info: EngineInfo, told: Caption, context: str | None = None
) -> FramePayload:
    """A drawing's finished picture; `context` names the checkpoint that conditioned it."""
    return picture_frame(picture, drawing_png(picture, drawing.request, info, context), drawing.request.seed, told)


def picture_frame(picture: Image.Image, png: bytes, seed: int, told: Caption) -> FramePayload:
    """A picture whose file is there already."""
    return FramePayload(png, picture.width, picture.height, seed, *told, phash=phash(picture))


def story_page(
    pictures: Sequence[Image.Image],
    told: Sequence[Caption],
    request: StoryRequest,
    info: EngineInfo,
    context: str | None,
    drawings: Sequence[Drawing | None] = (),
) -> FramePayload:
    """All frames of a story with their sentences."""
    from story.pages.page import make_page  # fonts and layout, only where a page is made
    from story.pages.sheets import layout_page

    sentences = [sentence for sentence, _ in told]
    if request.layout or request.paper:
        page = layout_page(pictures, sentences, request, [*map(_figure_boxes, drawings, sentences)])
    else:
        page = make_page(pictures, sentences, title=request.title, author=request.author)
    words = "\n".join([*filter(None, (request.title, request.author and f"by {request.author}")), *sentences])
    png = marked_png(page, info, words, {**asdict(request), "context": context})
    return picture_frame(page, png, request.drawing.seed, ("\n".join(sentences), ()))


def _figure_boxes(drawing: Drawing | None, sentence: str) -> Sequence[tuple[float, float, float, float]]:
    """Where the figures of a frame stand, who speaks first; nothing where its engine does not tell."""
    from story.pages.sheets import speaker_first

    boxes = getattr(drawing, "figure_boxes", ())
    return speaker_first(sentence, getattr(drawing, "figures_shown", ()), boxes)
