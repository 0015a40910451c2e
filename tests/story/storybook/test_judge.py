"""The judge believes true pictures and not others."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image

from story.storybook.draw import draw
from story.storybook.judge import judge, shares
from story.storybook.sample import sample_scene
from story.storybook.scene import Character, Scene


def picture(scene: Scene, seed: int) -> Image.Image:
    return Image.fromarray(draw(scene, rng=np.random.default_rng(seed)))


def test_true_pictures_are_judged_true() -> None:
    rng = Random(1)
    scenes = [sample_scene(rng) for _ in range(25)]
    verdicts = [judge(picture(scene, 500 + k), scene) for k, scene in enumerate(scenes)]
    assert min(shares(verdicts).values()) >= 0.95


def test_a_fox_is_not_believed_to_be_a_frog() -> None:
    fox, frog = (Scene("forest", characters=(Character(kind, "red"),)) for kind in ("fox", "frog"))
    verdict = judge(picture(fox, 500), frog)
    assert not verdict["kind1"]
    assert verdict["place"]


def test_a_grey_picture_shows_little() -> None:
    rng = Random(2)
    grey = Image.new("RGB", (256, 256), (128, 128, 128))
    verdicts = [judge(grey, sample_scene(rng, characters=1)) for _ in range(20)]
    assert shares(verdicts)["kind"] < 0.5
