"""`vignette evaluate clevr`: StoryGAN's test with the baselines that win parts of it without drawing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from story.clevr.data import StoryTensors, tensors, unit
from story.clevr.measures import measure
from story.clevr.render import SIDE, render
from story.clevr.solids import SLOTS, encode
from story.clevr.stories import ClevrStory, stories
from story.clevr.training import Modules

TRUTH, ALONE, REMEMBERED, CUMULATIVE = "truth", "no context", "context", "cumulative"
MEAN_OF = 200  # training stories
SHOWN = 6  # stories of a sheet
Report = Callable[[str, int, int], None]


@torch.no_grad()
def drawings(modules: Modules, told: Sequence[ClevrStory]) -> dict[str, Tensor]:
    """The drawn columns: pictures (N, 4, 3, 64, 64) of each."""
    alone, whole = (
        torch.stack([torch.from_numpy(encode(each.solids, cumulative=cumulative)) for each in told])
        for cumulative in (False, True)
    )
    painter = modules.painter
    tokens = {
        ALONE: painter.encode(alone),
        REMEMBERED: modules.context(painter.encode(alone), causal=True)[0],
        CUMULATIVE: painter.encode(whole),
    }
    return {name: painter(each.flatten(0, 1)).unflatten(0, (-1, SLOTS)) for name, each in tokens.items()}


def baselines(truth: Tensor) -> dict[str, Tensor]:
    """What needs no model, of the true pictures (N, 4, 3, 64, 64): no frame is copied from itself."""
    empty = unit(torch.from_numpy(render([]).empty).permute(2, 0, 1)).expand_as(truth)
    trained = unit(tensors(list(stories("train", 0, MEAN_OF))).frames).mean(0)
    return {
        "empty scene": empty,
        "mean image": trained.expand_as(truth),
        "another story": truth.roll(1, 0),
        "previous frame": torch.cat([empty[:, :1], truth[:, :-1]], 1),
    }


def evaluate(modules: Modules, count: int, seed: int, report: Report) -> dict[str, dict[str, float | None]]:
    """Figures by column, over `count` stories that nobody learned from; "truth" is the reader on the true pictures."""
    told = list(stories("test", seed, count))
    data = tensors(told)
    truth = unit(data.frames)
    columns = {TRUTH: truth, **drawings(modules, told), **baselines(truth)}
    figures = {}
    for done, (name, pictures) in enumerate(columns.items()):
        report("columns", done, len(columns))
        figures[name] = _figures(modules, told, data, pictures)
    report("columns", len(columns), len(columns))
    return figures


def _figures(
    modules: Modules, told: Sequence[ClevrStory], data: StoryTensors, pictures: Tensor
) -> dict[str, float | None]:
    empty = unit(data.empty)[:, None].expand_as(data.frames)
    there = [each.solids[:k] for each in told for k in range(1, SLOTS + 1)]
    drawn, truth, floor = (each.flatten(0, 1) for each in (pictures, unit(data.frames), empty))
    return measure(drawn, truth, floor, there, modules.reader)


def sheet(modules: Modules, seed: int) -> Image.Image:
    """The first stories, one under the other: true, drawn without context, with it, and from cumulative numbers."""
    told = list(stories("test", seed, SHOWN))
    columns = {TRUTH: unit(tensors(told).frames), **drawings(modules, told)}
    rows = torch.cat([torch.cat(list(pictures.unbind(1)), 3) for pictures in columns.values()], 3)  # (N, 3, 64, ...)
    picture = (torch.cat(list(rows.unbind(0)), 1).clamp(0, 1) * 255).round().byte().permute(1, 2, 0)
    return Image.fromarray(picture.numpy()).resize((2 * picture.shape[1], 2 * len(picture)), Image.Resampling.NEAREST)


def load(folder: Path) -> Modules:
    """What `vignette train clevr` made. Raises FileNotFoundError with a sentence."""
    return Modules(folder).load()


def document(modules: Modules, count: int, seed: int, report: Report) -> Mapping[str, Any]:
    """The figures with what they were measured on."""
    return {
        "stories": count,
        "frames": count * SLOTS,
        "seed": seed,
        "side": SIDE,
        "columns": evaluate(modules, count, seed, report),
    }
