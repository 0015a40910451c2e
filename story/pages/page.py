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
    # A very soft shadow below every frame.
    frames = [cell.frame for cell in layout.cells]
    shadow = Image.new("L", page.size)
    for frame in frames:
        shadow.paste(round(255 * SHADOW), (frame.left, frame.top + SHADOW_DROP), _corners(frame.width, frame.height))
    page.paste(INK, (0, 0), shadow.filter(ImageFilter.GaussianBlur(SHADOW_BLUR)))
    for image, cell in zip(images, layout.cells, strict=True):
        _hang(page, image, cell.frame)
    _write(page, layout)
    return page


def _hang(page: Image.Image, image: Image.Image, frame: Box) -> None:
    """One picture with soft corners and a hairline around it."""
    size = frame.width, frame.height
    mask = _corners(*size)
    if image.has_transparency_data:  # what is transparent shows the paper
        image = Image.alpha_composite(Image.new("RGBA", image.size, PAPER), image.convert("RGBA"))
    picture = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    inner = Image.new("L", size)
    if min(size) > 2:
        inner.paste(_corners(size[0] - 2, size[1] - 2), (1, 1))
    line = ImageChops.subtract(mask, inner).point([round(BORDER * level) for level in range(256)])
    picture.paste(INK, (0, 0), line)
    page.paste(picture, (frame.left, frame.top), mask)


@lru_cache(maxsize=32)
def _corners(width: int, height: int) -> Image.Image:
    """A mask with rounded corners."""
    large = Image.new("L", (width * SMOOTH, height * SMOOTH))
    radius = min(RADIUS, width // 2, height // 2) * SMOOTH
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius, 255)
    return large.resize((width, height), Image.Resampling.BOX)


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
