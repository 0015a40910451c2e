"""`vignette train clevr`: the reader, the painter and the memory, resumable, on stories that are rendered first.

The painter learns frames of which every number is given. The memory is StoryGAN's, in our form: it is given only the
numbers of each frame's new solid, and learns to make the painter's tokens of all that were told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from story.clevr.data import StoryTensors, sample_numbers, tensors, there, unit
from story.clevr.painter import WIDTH, Painter
from story.clevr.reader import Reader, reader_loss
from story.clevr.solids import SLOTS
from story.clevr.stories import stories
from story.context_encoder import ContextEncoder
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.loop import Budget, Report, own_clock, train

FOREGROUND = 8.0  # how much more a pixel counts that is not floor
SQUARED = 4.0
CHANGED = 0.04  # from the empty floor: what is not floor, nor hardly shadow
TOKEN_NOISE = 0.03  # a memory's tokens are not as clean as those of given numbers
READER_NOISE = 0.02  # of pictures
KL_WEIGHT = 1e-3


@dataclass(frozen=True, slots=True)
class Recipe:
    """Figures of a run. Seconds are those of one processor core, however busy it is."""

    reader: float = 420
    painter: float = 420
    context: float = 240
    steps: int = 0  # of each at most; 0: only the seconds count
    stories: int = 1_500
    batch: int = 24
    seed: int = 0


class Modules:
    """What is trained, as it is in a folder or new."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader, self.painter = Reader(), Painter()
        for drawer in (self.reader, self.painter):
            drawer.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a fifth faster on a CPU
        self.context = ContextEncoder(SLOTS, WIDTH)

    def stage(self, name: str, lr: float) -> TrainingStage:
        """Of the module with this name."""
        module: nn.Module = getattr(self, name)
        optimizer = torch.optim.AdamW(module.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
        return TrainingStage(name, {name: module}, optimizer, self.folder)

    def load(self) -> Modules:
        """Raises FileNotFoundError with how to make what is missing."""
        for name in ("reader", "painter", "context"):
            if not self.stage(name, 0).resume():
                raise FileNotFoundError(f"{self.folder} has no {name}; make it with `vignette train clevr`.")
            getattr(self, name).eval().requires_grad_(False)
        return self


class ClevrTraining:
    """The three that learn, and the stories that they learn from."""

    def __init__(self, modules: Modules, data: StoryTensors, batch: int, seed: int) -> None:
        self.modules, self.data, self.size, self.rng = modules, data, batch, Random(seed)

    def reader_losses(self) -> dict[str, Tensor]:
        """Renders, with a little noise."""
        rows, frame = self._draw()
        pictures = unit(self.data.frames[rows, frame])
        told = self.modules.reader(pictures + READER_NOISE * torch.randn_like(pictures))
        return reader_loss(told, there(frame), self.data.places[rows], self.data.attributes[rows])

    def painter_losses(self) -> dict[str, Tensor]:
        """Every number given; drawn where the solids are, while the head still learns where that is."""
        painter, (rows, frame) = self.modules.painter, self._draw()
        truth, empty, present = unit(self.data.frames[rows, frame]), unit(self.data.empty[rows]), there(frame)
        tokens = painter.encode(self.data.numbers[rows, frame])
        tokens = tokens + TOKEN_NOISE * torch.randn_like(tokens)
        places, told = self.data.places[rows], painter.tell(tokens)
        drawn = painter.draw(tokens, present, places)
        weight = 1 + FOREGROUND * ((truth - empty).abs().amax(1, keepdim=True) > CHANGED)
        wrong = (drawn - truth).abs()
        picture = (weight * (wrong + SQUARED * wrong.square())).mean()  # the square keeps faint colours growing
        is_there = F.binary_cross_entropy_with_logits(told.there, present.float())
        pixels = (told.place - places)[present].abs().mean(0)  # of columns, rows and distances
        return {"loss": 4 * picture + is_there + 0.1 * pixels[:2].mean() + pixels[2], "picture": picture,
                "there": is_there, "pixels": pixels[:2].mean()}  # fmt: skip

    def context_losses(self) -> dict[str, Tensor]:
        """Numbers alone: what the memory makes of each solid alone, against the tokens of all so far."""
        painter = self.modules.painter
        numbers_alone, numbers = sample_numbers(self.rng, 2 * self.size)
        alone, whole = painter.encode(numbers_alone).detach(), painter.encode(numbers).detach()
        noise = torch.randn(len(alone) * SLOTS, WIDTH)
        tokens, kl = self.modules.context(alone, causal=True, noise=noise)
        wrong = (tokens - whole)[:, 1:].square().mean() / whole.var()
        told, truth = painter.tell(tokens), painter.tell(whole)
        present = there(torch.arange(SLOTS)).expand(len(tokens), -1, -1)
        is_there = F.binary_cross_entropy_with_logits(told.there, present.float())
        pixels = (told.place - truth.place)[present][:, :2].abs().mean()
        loss = wrong + 0.2 * is_there + 0.05 * pixels + KL_WEIGHT * kl
        return {"loss": loss, "wrong": wrong, "there": is_there, "pixels": pixels}

    def _draw(self) -> tuple[Tensor, Tensor]:
        """Which stories, and which of their frames."""
        count = len(self.data.frames)
        rows = torch.tensor([self.rng.randrange(count) for _ in range(self.size)])
        return rows, torch.tensor([self.rng.randrange(SLOTS) for _ in range(self.size)])


def run(recipe: Recipe, folder: Path, report: Report, names: Iterable[str] = ("reader", "painter", "context")) -> None:
    """Train (or resume) until every budget is spent; the weights are the checkpoints in `folder`."""
    torch.manual_seed(recipe.seed)
    modules = Modules(folder)
    report(f"rendering {recipe.stories} stories")
    data = tensors(list(stories("train", recipe.seed, recipe.stories)))
    if not (folder / "painter.safetensors").exists():
        with torch.no_grad():
            modules.painter.floor.copy_(unit(data.empty).mean(0))
    training = ClevrTraining(modules, data, recipe.batch, recipe.seed)
    rates = {"reader": 2e-3, "painter": 2e-3, "context": 1.5e-3}
    for name in names:
        train(
            modules.stage(name, rates[name]),
            getattr(training, f"{name}_losses"),
            budget=Budget(getattr(recipe, name), recipe.steps),
            lr=rates[name],
            report=report,
            clock=own_clock(),
            rng=training.rng,
        )
        getattr(modules, name).eval().requires_grad_(False)
    report(f"the weights are in {folder}")
