"""A video over a limit comes back below it: smaller, as long as before, still moving, still marked."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from generation.provenance.xmp import TRAINED
from story.exports.shrink import smaller
from story.exports.video import FORMATS, moving
from tests.story.exports.test_video import shots

NOISE = np.random.default_rng(7).integers(0, 255, (4, 256, 256, 3), dtype=np.uint8)
IMAGES = [Image.fromarray(each) for each in NOISE]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_video_over_the_limit_gets_smaller_and_plays_as_long(kind: str) -> None:
    content = moving(IMAGES, [0.5] * 4, kind, "a red fox", TRAINED)
    limit = len(content) // 3
    again = smaller(content, kind, limit, "a red fox", TRAINED)
    assert again is not None
    assert len(again) <= limit
    before, after = shots(content, kind), shots(again, kind)
    assert after[0][1].width in (128, 64)
    assert after[-1][0] == pytest.approx(before[-1][0], abs=0.1)
    assert b"a red fox" in again


@pytest.mark.parametrize("kind", FORMATS)
def test_a_video_below_the_limit_stays_and_one_far_over_it_cannot_be_saved(kind: str) -> None:
    content = moving(IMAGES, [0.5] * 4, kind, "", TRAINED)
    assert smaller(content, kind, len(content), "", TRAINED) == content
    assert smaller(content, kind, 100, "", TRAINED) is None


def test_only_moving_pictures_are_made_smaller() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        smaller(b"", "pdf", 10, "", TRAINED)
