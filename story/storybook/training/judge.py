"""`vignette train judge`: the classifiers that judge pictures, learned from drawn scenes; weights and their accuracy.

The three networks learn side by side from the same pictures. The windows that the second and third look into are at
the true spots, moved about, so that the first need not find them exactly. Resumable.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor

from generation.storybook.facts import FACTS, IGNORE, fact_indices
from generation.storybook.layout import NATIVE
from generation.storybook.scene import MOST_CHARACTERS, Scene
from story.storybook.drawing.draw import draw
from story.storybook.judge.crops import bin_shares, expected_positions, figure_windows, prop_windows
from story.storybook.judge.judge import FOLDER, judge
from story.storybook.judge.network import FIGURE_FACTS, SCENE_SIDE, Judge
from story.storybook.sampling import sample_scene
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.judge_pictures import Labelled, PicturePool
from story.storybook.training.loop import Budget, Report, train
from story.storybook.training.precision import mixed

_NUMBERS = range(1, MOST_CHARACTERS + 1)
_IMPORTANCE = {"kind": 3.0, "place": 2.0, "count": 2.0, "colour": 2.0, "action": 2.0}
_JITTER = 8.0  # units by which a window may be off
_SPOTS_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Figures of a run; the defaults are for one CPU core."""

    seconds: float = 5400  # of one core
    steps: int = 0  # at most; 0: only the seconds count
    batch: int = 24  # pictures
    pool: int = 3000  # pictures kept at hand
    fresh: int = 3  # of them drawn anew for every batch
    accuracy: int = 2000  # pictures that the accuracy is measured on, per split
    seed: int = 0


class JudgeTrainer:
    """A judge and the pictures it learns from."""

    def __init__(self, recipe: Recipe, net: Judge | None = None, *, started: int = 0) -> None:
        """`started`: how often the run was begun before, so that a resumed one sees other pictures."""
        torch.manual_seed(recipe.seed + started)
        self.net, self.batch = (net or Judge()).train(), recipe.batch
        self.pool = PicturePool(recipe.seed + 7919 * started, recipe.pool, fresh=recipe.fresh)

    def losses(self) -> dict[str, Tensor]:
        """Cross-entropy over all facts of a batch and where things are, and the shares of some facts told right."""
        seen = self.pool.batch(self.batch)
        with mixed():
            scene = self.net.scene(F.avg_pool2d(seen.pictures, NATIVE // SCENE_SIDE))
            readings = {name: _loss_and_share(logits, seen.facts[name]) for name, logits in scene.facts.items()}
            readings |= self._figures(seen) | self._prop(seen, expected_positions(scene.spots.detach().float()))
        weights = {name: _IMPORTANCE.get(name, 1.0) for name in readings}
        losses = torch.stack([weights[name] * loss for name, (loss, _) in readings.items()])
        facts = losses.sum() / sum(weights.values())
        # cross-entropy of the bins (B, spots, BINS) that things are in, over what there is
        there = ~seen.spots.isnan()
        spots = -(bin_shares(seen.spots[there]) * scene.spots.float()[there].log_softmax(-1)).sum(-1).mean()
        shares = {f"{name} right": readings[name][1] for name in ("kind", "place", "count", "action", "prop near")}
        return {"loss": facts + _SPOTS_WEIGHT * spots, "facts": facts, "spots": spots, **shares}

    def _figures(self, seen: Labelled) -> dict[str, tuple[Tensor, Tensor]]:
        rows, numbers = (~seen.spots[:, :MOST_CHARACTERS].isnan()).nonzero(as_tuple=True)
        counts = seen.facts["count"][rows]
        reading = self.net.figure(figure_windows(seen.pictures, rows, seen.spots[rows, numbers], counts, _JITTER))
        truth = {name: torch.stack([seen.facts[f"{name}{n}"] for n in _NUMBERS], 1) for name in FIGURE_FACTS}
        return {name: _loss_and_share(logits, truth[name][rows, numbers]) for name, logits in reading.facts.items()}

    def _prop(self, seen: Labelled, suspected: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
        """Where there is no prop, the window is where one is suspected."""
        feet = torch.where(seen.spots.isnan(), suspected, seen.spots)[:, MOST_CHARACTERS:]
        windows = prop_windows(seen.pictures, torch.arange(len(feet)), feet.T, seen.facts["count"], _JITTER)
        facts = self.net.prop(windows).facts
        return {
            "prop near": _loss_and_share(facts["prop"], seen.facts["prop"]),
            "prop_colour": _loss_and_share(facts["prop_colour"], seen.facts["prop_colour"]),
        }


def _loss_and_share(logits: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy and the share told right, over what there is to tell."""
    there = truth != IGNORE
    right = (logits.argmax(1) == truth)[there].float().sum() / there.sum().clamp(min=1)
    loss = F.cross_entropy(logits.float(), truth, ignore_index=IGNORE, reduction="sum") / there.sum().clamp(min=1)
    return loss, right


def accuracy(net: Judge | None, *, split: str, pictures: int, seed: int) -> dict[str, float]:
    """Share of facts read right on true pictures that nobody has seen: per fact, and all kinds of a picture at once.

    Characters are compared from left to right; when the count is wrong, those overlooked are wrong, too.
    """
    rng = Random(f"{split} {seed}")
    scenes = [sample_scene(rng, split=split) for _ in range(pictures)]
    truths = [draw(scene, rng.randrange(2**31)) for scene in scenes]
    return agreement([verdict.scene for verdict in judge(truths, net)], scenes)


def agreement(judged: Sequence[Scene], truths: Sequence[Scene]) -> dict[str, float]:
    """Share of the facts of the truths that the judged scenes have, too."""
    votes: dict[str, list[bool]] = {"frame": []}
    for one, truth in zip(judged, truths, strict=True):
        expected, read = fact_indices(truth), fact_indices(one)
        for name in FACTS:
            if expected[name] != IGNORE:
                votes.setdefault(name.rstrip("123"), []).append(expected[name] == read[name])
        votes["frame"].append([who.kind for who in one.characters] == [who.kind for who in truth.characters])
    return {name: round(sum(right) / len(right), 4) for name, right in sorted(votes.items()) if right}


def run(recipe: Recipe, folder: Path, report: Report, model: Path = FOLDER) -> None:
    """Train (or resume) in `folder`, then write weights, curve and accuracy to `model`."""
    torch.set_num_threads(1)  # the networks are too small for more
    started = _count_start(folder)
    trainer = JudgeTrainer(recipe, started=started)
    optimizer = torch.optim.AdamW(trainer.net.parameters(), lr=1.0, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage("judge", {"judge": trainer.net}, optimizer, folder)
    train(
        stage,
        trainer.losses,
        budget=Budget(recipe.seconds, recipe.steps),
        lr=2.5e-3,
        report=report,
        warmup_steps=30,
        decay_from=0.35,
        clock=time.process_time,
    )
    write(trainer.net, stage.curve, recipe, model)
    report(f"the judge is in {model}")


def _count_start(folder: Path) -> int:
    """How often a run was begun in the folder; counts this one."""
    folder.mkdir(parents=True, exist_ok=True)
    counter = folder / "started.txt"
    before = int(counter.read_text()) if counter.exists() else 0
    counter.write_text(f"{before + 1}\n")
    return before


def write(net: Judge, curve: list[dict[str, float]], recipe: Recipe, model: Path) -> None:
    """Weights in half precision; the accuracy is that of these very weights."""
    half = {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in net.state_dict().items()
    }
    net.load_state_dict({name: value.float() for name, value in half.items()})
    measured: dict[str, Any] = {
        split: accuracy(net, split=split, pictures=recipe.accuracy, seed=1) for split in ("test", "held_out")
    }
    model.mkdir(parents=True, exist_ok=True)
    save_file(half, model / "judge.safetensors")
    thinned = curve[:: max(1, len(curve) // 40)]
    document = {"accuracy on true pictures": measured, "pictures per split": recipe.accuracy, "curve": thinned}
    (model / "judge.json").write_text(json.dumps(document) + "\n")
