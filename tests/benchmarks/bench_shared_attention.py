"""What frames that look at each other cost: `python -m tests.benchmarks.bench_shared_attention --rounds 3`.

A story of which every frame shows the same fox, by the pipeline of `bench_stepwise` (random weights), with attention
shared and without it in one process: A B B A, the median of the ratios. Seconds are of the processor. Beside it, how
much the identity bank holds at most for 4 and for 24 frames. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from generation.engine import ImageRequest
from generation.engines.diffusers.sharing.shares import bytes_of
from generation.load import load_engine
from generation.loop import DrawingLoop
from story.draw import story_drawings
from story.request import StoryRequest
from tests.benchmarks.bench_stepwise import ratio, save_pipeline

MAX_BATCH = 8


def story(frames: int, steps: int) -> StoryRequest:
    sentences = ("Mia is a red fox.", *["Mia walks on."] * (frames - 1))
    return StoryRequest(sentences, ImageRequest(" ".join(sentences), seed=1, num_inference_steps=steps))


def drawn(engine: Any, asked: StoryRequest, max_batch: int = MAX_BATCH) -> int:
    """Draws it as a worker does; the most bytes that its banks held."""
    drawings: list[Any] = [each for each in story_drawings(engine, asked).drawings if each is not None]
    loop, most = DrawingLoop(engine, max_batch), 0
    loop.add("story", drawings)
    while not loop.idle:
        loop.step()
        most = max(most, bytes_of(each.shared for each in drawings if each.shared))
    loop.take("story")
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--frames", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "model"
        save_pipeline(folder)

        def engine(shared: float) -> Any:
            options = {"threads": asked.threads, "width": asked.side, "height": asked.side, "shared_attention": shared}
            return load_engine({"name": "diffusers", "model": str(folder), "device": "cpu", "options": options})

        on, off = engine(1.0), engine(0.0)
        told = story(asked.frames, asked.steps)
        for each in (on, off):
            drawn(each, story(2, 2))  # what is made at the first call is made
        shared, plain, both = ratio(lambda: drawn(on, told), lambda: drawn(off, told), asked.rounds)
        table = Table("frames", "shared", "without", "ratio", "at most", title=f"{asked.side}², {asked.steps} steps")
        table.add_row(str(asked.frames), f"{shared:.2f} s", f"{plain:.2f} s", f"{both:.3f}", "1.25")
        Console().print(table)
        few, many = (drawn(on, story(frames, 3)) for frames in (4, 24))
        Console().print(f"identity bank: {few / 1e6:.2f} MB for 4 frames, {many / 1e6:.2f} MB for 24")


if __name__ == "__main__":
    main()
