"""How often the checker objects to harmless pictures: `python -m tests.benchmarks.bench_checker --frames 1000`.

Looks at unchosen scenes of the Storybook's world as they are truly drawn, which is quick, at some of them as the
embedded model draws them, and at the photographs of a folder, if one is given. Whatever it objects to is a false alarm;
how much it finds of what it is for is not measured: that takes pictures that nobody wants to keep. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from generation.engine import DrawingRequest, LoadedEngine
from generation.load import load_engine
from generation.tools.open_nsfw_checker import THRESHOLD, OpenNsfwChecker
from story.storybook.drawing.draw import draw
from story.storybook.telling.tell import sample_caption

_TOGETHER = 8  # drawings in a batch
_SIDE = 256  # pixels of what the world draws: the checker looks at 224
_QUANTILES = (0.5, 0.95, 0.99)
_THRESHOLDS = (0.2, THRESHOLD, 0.8)  # its authors' "most likely safe", ours, and their "most likely not"


def true_renders(count: int, seed: int) -> Iterator[Image.Image]:
    """Scenes that a seed chooses, drawn by the world itself, each with a picture's own chances."""
    rng = Random(seed)
    for k in range(count):
        yield Image.fromarray(draw(sample_caption(rng, split="test")[0], seed + k, size=_SIDE))


def drawn(engine: LoadedEngine, count: int, seed: int) -> Iterator[Image.Image]:
    """Pictures of captions that a seed chooses, in the engine's own size and steps."""
    rng, info = Random(seed), engine.info
    captions = [sample_caption(rng, split="test")[1] for _ in range(count)]
    for first in range(0, count, _TOGETHER):
        numbered = list(enumerate(captions))[first : first + _TOGETHER]
        known = engine.encode([text for _, text in numbered], [""] * len(numbered))
        asked = [
            DrawingRequest(text, seed + k, info.width, info.height, info.num_inference_steps, info.guidance_scale)
            for k, text in numbered
        ]
        drawings = [engine.begin(*pair) for pair in zip(asked, known, strict=True)]
        while left := [each for each in drawings if each.step < each.num_steps]:
            engine.advance(left)
        yield from engine.finish(drawings)


def photographs(folder: Path) -> Iterator[Image.Image]:
    """Every picture that a folder holds."""
    for file in sorted(each for each in folder.rglob("*") if each.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}):
        with Image.open(file) as image:
            yield image.convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100, help="true renders of the world")
    parser.add_argument("--drawn", type=int, default=20, help="frames that the embedded model draws")
    parser.add_argument("--photos", type=Path, help="a folder of harmless photographs")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    checker = OpenNsfwChecker()
    engine = load_engine({"name": "diffusers", "model": "storybook", "options": {"threads": 1}})
    table = Table(
        "pictures",
        "how many",
        *(f"held back at {each:g}" for each in _THRESHOLDS),
        *(f"{each:.0%} below" for each in _QUANTILES),
        "highest",
        "ms a picture",
    )
    sources = {
        "Storybook's world": true_renders(asked.frames, asked.seed),
        "drawn by its model": drawn(engine, asked.drawn, asked.seed),
    }
    if asked.photos is not None:
        sources["photographs"] = photographs(asked.photos)
    for name, pictures in sources.items():
        scores, seconds = [], 0.0
        for picture in pictures:
            began = time.perf_counter()
            scores.append(checker.score(picture))
            seconds += time.perf_counter() - began
        alarms = [str(sum(score >= each for score in scores)) for each in _THRESHOLDS]
        speed = f"{1000 * seconds / max(1, len(scores)):.0f}"
        shares = [f"{np.quantile(scores or [0], each):.3f}" for each in _QUANTILES]
        table.add_row(name, str(len(scores)), *alarms, *shares, f"{max(scores, default=0):.3f}", speed)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
