"""What drawing step by step costs beside the plain pipeline: `python -m tests.benchmarks.bench_stepwise --rounds 3`.

The same random weights (a Stable Diffusion with 7 million parameters in its UNet, 256², 20 steps, guidance), one
process, each pair as A B B A, medians of the ratios. Seconds are of the processor, so that others who use it count
little. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import diffusers
import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from rich.console import Console
from rich.table import Table
from transformers import CLIPTextModel

from generation.engine import DrawingRequest, LoadedEngine
from generation.load import load_engine
from generation.loop import DrawingLoop
from tests.generation.tiny_parts import WIDTH, clip_config, clip_tokenizer

PROMPT, GUIDANCE = "a red fox", 7.5


def save_pipeline(folder: Path) -> None:
    """As the public ones are, only narrower."""
    torch.manual_seed(0)
    StableDiffusionPipeline(
        vae=AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(8, 8, 16, 16),
            norm_num_groups=4,
            latent_channels=4,
        ),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=UNet2DConditionModel(
            sample_size=32,
            block_out_channels=(32, 64, 128, 128),
            norm_num_groups=8,
            attention_head_dim=4,
            cross_attention_dim=WIDTH,
        ),
        scheduler=DDIMScheduler(beta_schedule="scaled_linear", clip_sample=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)


def ratio(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """Median seconds of both, and the median of their ratios, each round's from A B B A."""
    mine, plain = [], []
    for _ in range(rounds):
        a, b, c, d = (_seconds(each) for each in (ours, theirs, theirs, ours))
        mine.append((a + d) / 2)
        plain.append((b + c) / 2)
    together = statistics.median(one / other for one, other in zip(mine, plain, strict=True))
    return statistics.median(mine), statistics.median(plain), together


def _seconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def drawn(engine: LoadedEngine, asked: DrawingRequest, count: int, max_batch: int) -> None:
    """As many drawings, each in a group of its own, as a worker draws them."""
    loop = DrawingLoop(engine, max_batch)
    for k in range(count):
        [conditioning] = engine.encode([PROMPT], [""])
        loop.add(k, [engine.begin(asked, conditioning)])
    while not loop.idle:
        for key in loop.step():
            loop.take(key)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    table = Table("what", "ours", "beside it", "ratio", "at most")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "model"
        save_pipeline(folder)
        options = {"threads": asked.threads, "width": asked.side, "height": asked.side}

        def start() -> LoadedEngine:
            return load_engine({"name": "diffusers", "model": str(folder), "device": "cpu", "options": options})

        def plain() -> StableDiffusionPipeline:
            return diffusers.DiffusionPipeline.from_pretrained(folder, local_files_only=True)

        engine, pipeline = start(), plain()
        size = sum(each.numel() for each in pipeline.unet.parameters()) / 1e6
        table.title = f"{size:.1f} M parameters, {asked.side}², {asked.steps} steps, {asked.threads} threads"
        pipeline.set_progress_bar_config(disable=True)
        request = DrawingRequest(PROMPT, 1, asked.side, asked.side, asked.steps, GUIDANCE)

        def plainly() -> None:
            generator = torch.Generator().manual_seed(1)
            pipeline(
                PROMPT,
                width=asked.side,
                height=asked.side,
                num_inference_steps=asked.steps,
                guidance_scale=GUIDANCE,
                generator=generator,
            )

        def alone() -> None:
            drawn(engine, request, 1, 1)

        def four_in_turn() -> None:
            drawn(engine, request, 4, 1)

        def four_together() -> None:
            drawn(engine, request, 4, 4)

        plainly()
        alone()  # both once: what is made at the first call is made
        rows = (
            ("step by step, beside the plain pipeline", alone, plainly, 1.02),
            ("four in company, beside four in turn", four_together, four_in_turn, 1.0),
            ("start, beside plain loading", start, plain, 1.1),
        )
        for name, ours, theirs, most in rows:
            # Loading is quick, so that it can be done often.
            a, b, both = ratio(ours, theirs, asked.rounds * (5 if ours is start else 1))
            table.add_row(name, f"{a:.2f} s", f"{b:.2f} s", f"{both:.3f}", f"{most:g}")
    Console().print(table)


if __name__ == "__main__":
    main()
