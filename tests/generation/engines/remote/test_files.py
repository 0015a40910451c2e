"""Pictures as they are sent."""

from __future__ import annotations

from PIL import Image

from generation.engines.remote.files import as_read


def test_a_mask_marks_the_same_by_its_lightness_and_by_what_is_transparent() -> None:
    mask = Image.new("L", (4, 2))
    mask.paste(255, (2, 0, 4, 2))
    sent = as_read(mask)
    assert sent.mode == "RGBA" and sent.convert("L").tobytes() == mask.tobytes()
    assert [sent.getpixel((x, 0)) for x in (0, 3)] == [(0, 0, 0, 255), (255, 255, 255, 0)]
