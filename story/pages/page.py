"""The frames of a story with their sentences, drawn as a page of a picture book."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from story.pages.captions import height, write
from story.pages.layout import AUTHOR_SIZE, TITLE_SIZE, Box, Layout, lay_out
from story.sentences import NO_CAST

PAPER, INK, SOFT, RULE = (248, 242, 230), (58, 46, 38), (112, 96, 82), (196, 178, 150)
SHADOW, SHADOW_BLUR, SHADOW_DROP = 0.20, 14, 7
SHADOW_REACH = 3 * SHADOW_BLUR  # beyond the frame: nothing of it is seen any farther
BORDER = 0.30  # how much of the ink the hairline around a frame has
RADIUS = 14
SMOOTH = 4  # corners are drawn this much larger, then made smaller


def make_page(
    images: Sequence[Image.Image], sentences: Sequence[str], *, title: str = "", author: str = ""
) -> Image.Image:
    """One RGB picture of all frames with their captions; the same frames and words give the same pixels."""
    if not images or len(images) != len(sentences):
        raise ValueError("A page needs at least one frame, and one sentence for each.")
    captions = [sentence.removeprefix(NO_CAST).strip() for sentence in sentences]
    layout = lay_out([image.size for image in images], captions, title, author and f"by {author}")
    page = Image.new("RGB", (layout.width, layout.height), PAPER)
    for frame in (cell.frame for cell in layout.cells):
        corner = frame.left - SHADOW_REACH, frame.top + SHADOW_DROP - SHADOW_REACH
        page.paste(INK, corner, _shadow(frame.width, frame.height))
    for image, cell in zip(images, layout.cells, strict=True):
        _hang(page, image, cell.frame)
    _write(page, layout)
    return page


def _hang(page: Image.Image, image: Image.Image, frame: Box) -> None:
    """One picture with soft corners and a hairline around it."""
    size = frame.width, frame.height
    if image.has_transparency_data:  # what is transparent shows the paper
        image = Image.alpha_composite(Image.new("RGBA", image.size, PAPER), image.convert("RGBA"))
    picture = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    picture.paste(INK, (0, 0), _hairline(*size))
    page.paste(picture, (frame.left, frame.top), _corners(*size))


@lru_cache(maxsize=8)
def _shadow(width: int, height: int) -> Image.Image:
    """The mask of the very soft shadow below a frame, with its reach on every side."""
    shadow = Image.new("L", (width + 2 * SHADOW_REACH, height + 2 * SHADOW_REACH))
    shadow.paste(round(255 * SHADOW), (SHADOW_REACH, SHADOW_REACH), _corners(width, height))
    return shadow.filter(ImageFilter.GaussianBlur(SHADOW_BLUR))


@lru_cache(maxsize=8)
def _hairline(width: int, height: int) -> Image.Image:
    """The mask of the line along the inner edge of a frame."""
    inner = Image.new("L", (width, height))
    if min(width, height) > 2:
        inner.paste(_corners(width - 2, height - 2), (1, 1))
    line = ImageChops.subtract(_corners(width, height), inner)
    return line.point([round(BORDER * level) for level in range(256)])


@lru_cache(maxsize=32)
def _corners(width: int, height: int) -> Image.Image:
    """A mask with rounded corners, which alone are drawn: what lies between them is plain."""
    across, down = min(width, 2 * RADIUS + 2), min(height, 2 * RADIUS + 2)
    large = Image.new("L", (across * SMOOTH, down * SMOOTH))
    radius = min(RADIUS, width // 2, height // 2) * SMOOTH
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius, 255)
    drawn = large.resize((across, down), Image.Resampling.BOX)
    mask = Image.new("L", (width, height), 255)
    middle, centre = across // 2, down // 2
    for left, right, x in ((0, middle, 0), (middle, across, width - across + middle)):
        for top, bottom, y in ((0, centre, 0), (centre, down, height - down + centre)):
            mask.paste(drawn.crop((left, top, right, bottom)), (x, y))
    return mask


def _write(page: Image.Image, layout: Layout) -> None:
    title = layout.title
    write(page, layout.title_lines, TITLE_SIZE, (title.left, title.top, title.width), INK)
    by = title.top + height(len(layout.title_lines), TITLE_SIZE)
    write(page, layout.author_lines, AUTHOR_SIZE, (title.left, by, title.width), SOFT)
    if layout.title_lines or layout.author_lines:
        middle, y = layout.width // 2, title.bottom + 20
        ImageDraw.Draw(page).line((middle - 48, y, middle + 48, y), RULE, 2)
    for cell in layout.cells:
        box = cell.caption
        write(page, cell.lines, layout.size, (box.left, box.top, box.width), INK, centred=layout.centred)
