"""A fingerprint finds a picture again after it was sent around, and takes no other for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from generation.provenance.perceptual_hash import BITS, SAME, distance, phash


def scene(seed: int) -> Image.Image:
    """A backdrop and some shapes, as pictures have."""
    chance = random.Random(seed)
    image = Image.new("RGB", (256, 256), colour(chance))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, chance.randrange(100, 200), 256, 256), colour(chance))
    for _ in range(12):
        x, y, size = (chance.randrange(256) for _ in range(3))
        pen.ellipse((x, y, x + size / 2 + 20, y + size / 3 + 20), colour(chance))
    return image


def colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def sent_as(kind: str, quality: int) -> Callable[[Image.Image], Image.Image]:
    def send(image: Image.Image) -> Image.Image:
        file = BytesIO()
        image.save(file, kind, quality=quality)
        return Image.open(file)

    return send


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "jpeg 40": sent_as("JPEG", 40),
    "webp 30": sent_as("WEBP", 30),
    "half the size": lambda image: image.resize((128, 128)),
    "three times the size": lambda image: image.resize((768, 768), Image.Resampling.BICUBIC),
    "another shape": lambda image: image.resize((256, 200)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.1),
    "256 colours": lambda image: image.quantize(256),
    "with a transparent corner": lambda image: image.convert("RGBA"),
    "small and jpeg": lambda image: sent_as("JPEG", 60)(image.resize((160, 160))),
}
SCENES = [scene(seed) for seed in range(30)]


@pytest.mark.parametrize("change", CHANGES)
def test_what_happens_to_a_picture_on_its_way_leaves_its_fingerprint(change: str) -> None:
    apart = [distance(phash(image), phash(CHANGES[change](image))) for image in SCENES]
    assert max(apart) <= SAME and sum(apart) / len(apart) <= 3


def test_other_pictures_are_far_apart() -> None:
    hashes = [phash(image) for image in SCENES]
    apart = [distance(one, other) for one, other in combinations(hashes, 2)]
    assert min(apart) > 1.5 * SAME and 28 < sum(apart) / len(apart) < 36


def test_a_fingerprint_is_sixteen_hex_digits_even_of_an_empty_picture() -> None:
    flat = phash(Image.new("RGB", (64, 64), "grey"))
    assert len(flat) == BITS // 4 and int(flat, 16) == 0
    assert flat == phash(sent_as("JPEG", 50)(Image.new("RGB", (64, 64), "grey")))


def test_a_distance_counts_bits() -> None:
    assert distance("0" * 16, "f" * 16) == 64 and distance("8" + "0" * 15, "0" * 16) == 1
