"""`vignette train storygan`: the adversarial game on drawn stories, resumable, into a folder that the engine loads.

One step is one update of both discriminators and two of the generator side, each with noise of its own, by Adam with
β = (0.5, 0.999) and a rate of 2·10⁻⁴ that halves five times in the run: as released. Text encoder: frozen. All chances
of a step come from its number, so that a resumed run is the run that was never interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from generation.storybook.pipeline import load as load_storybook
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.loop import REPORT_EVERY, SAVE_EVERY, Budget, Report
from story.storybook.training.precision import denormals_flushed
from story.storygan.data import StorySet, draw_stories
from story.storygan.discriminators import CHANNELS, ImageDiscriminator, StoryDiscriminator
from story.storygan.losses import FACTS_IN_GENERATOR, believed, discriminator_loss, facts_told
from story.storygan.model import StoryGan
from story.storygan.reader import FOLDER, Reader, load_reader

LR, BETAS = 2e-4, (0.5, 0.999)
HALVINGS = 5
GENERATOR_UPDATES = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """Figures of a run; stories have four sentences."""

    seconds: float = 900
    steps: int = 0  # at most; 0: only the seconds count
    stories: int = 1_500
    batch: int = 6  # stories; small, because on a CPU it is updates that are scarce
    bfloat16: int = 0  # 1: compute in it, twice as fast on a CPU or GPU that has it and many times slower elsewhere
    seed: int = 0


class StoryGanTraining:
    """Both sides of the game with their optimisers, and the stories they learn from."""

    def __init__(
        self,
        model: StoryGan,
        data: StorySet,
        folder: Path,
        *,
        batch: int,
        seed: int,
        bfloat16: bool = False,
        channels: tuple[int, ...] = CHANNELS,
    ) -> None:
        self.model, self.data, self.size, self.seed = model.train(), data, min(batch, len(data.tokens)), seed
        self.bfloat16 = bfloat16
        self.device = next(model.parameters()).device
        numbers, width = data.tokens.shape[2], model.context_encoder.width
        self.image = ImageDiscriminator(numbers, width, data.facts.shape[2], channels).to(self.device)
        self.story = StoryDiscriminator(numbers, width, data.tokens.shape[1], channels).to(self.device)
        for drawer in (model.generator, self.image, self.story):
            drawer.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a third faster on a CPU
        judges: dict[str, nn.Module] = {"image": self.image, "story": self.story}
        of_judges = [p for judge in judges.values() for p in judge.parameters()]
        self.judging = TrainingStage("discriminators", judges, torch.optim.Adam(of_judges, LR, BETAS), folder)
        self.drawing = TrainingStage(
            "generator", {"model": model}, torch.optim.Adam(model.parameters(), LR, BETAS), folder
        )

    def step(self) -> dict[str, Tensor]:
        """One update of the discriminators, two of the generator."""
        chance = torch.Generator().manual_seed(self.seed * 1_000_003 + self.drawing.step)
        rows = torch.randperm(len(self.data.tokens), generator=chance)[: self.size]
        batch = self.data.batch(rows, self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            losses = self._judge(batch, self._noise(chance))
            for _ in range(GENERATOR_UPDATES):
                losses |= self._draw(batch, self._noise(chance))
        self.drawing.step += 1
        return {name: loss.detach() for name, loss in losses.items()}

    def set_rate(self, progress: float) -> None:
        """`progress` is the share of the run that is done."""
        rate = LR * 0.5 ** int(progress * (HALVINGS + 1))
        for group in self.judging.optimizer.param_groups + self.drawing.optimizer.param_groups:
            group["lr"] = rate

    def save(self) -> None:
        """The generator's file last: it holds the count of steps."""
        self.judging.save()
        self.drawing.save()

    def resume(self) -> bool:
        return self.judging.resume() and self.drawing.resume()

    def _noise(self, chance: torch.Generator) -> Tensor:
        return torch.randn(self.size, self.data.tokens.shape[2], generator=chance).to(self.device)

    def _judge(self, batch: tuple[Tensor, Tensor, Tensor], noise: Tensor) -> dict[str, Tensor]:
        pictures, tokens, facts = batch
        with torch.no_grad():
            gists, start = self.model.context_encoder.whole(tokens, noise)
            drawn = self.model.generator(gists.flatten(0, 1)).unflatten(0, tokens.shape[:2])
        h0 = start.h0[:, None].expand(-1, tokens.shape[1], -1)
        seen, seen_drawn = self.image.see(pictures.flatten(0, 1)), self.image.see(drawn.flatten(0, 1))
        own, others = (tokens.flatten(0, 1), h0.flatten(0, 1)), (_next(tokens).flatten(0, 1), _next(h0).flatten(0, 1))
        image = discriminator_loss(self.image(seen, *own), self.image(seen, *others), self.image(seen_drawn, *own))
        whole, whole_drawn = self.story.see(pictures), self.story.see(drawn)
        story = discriminator_loss(
            self.story(whole, tokens), self.story(whole, _next(tokens)), self.story(whole_drawn, tokens)
        )
        facts_loss = facts_told(self.image.tell(seen), facts.flatten(0, 1))
        _update(self.judging.optimizer, image + story + facts_loss)
        return {"d_image": image, "d_story": story, "d_facts": facts_loss}

    def _draw(self, batch: tuple[Tensor, Tensor, Tensor], noise: Tensor) -> dict[str, Tensor]:
        _, tokens, facts = batch
        gists, start = self.model.context_encoder.whole(tokens, noise)
        drawn = self.model.generator(gists.flatten(0, 1)).unflatten(0, tokens.shape[:2])
        with _frozen(self.image), _frozen(self.story):
            h0 = start.h0.detach()[:, None].expand(-1, tokens.shape[1], -1).flatten(0, 1)  # nor may it please the judge
            seen = self.image.see(drawn.flatten(0, 1))
            image = believed(self.image(seen, tokens.flatten(0, 1), h0))
            story = believed(self.story(self.story.see(drawn), tokens))
            facts_loss = facts_told(self.image.tell(seen), facts.flatten(0, 1))
            _update(self.drawing.optimizer, image + story + FACTS_IN_GENERATOR * facts_loss + start.kl())
        return {"g_image": image, "g_story": story, "g_facts": facts_loss, "kl": start.kl()}


def _next(stories: Tensor) -> Tensor:
    """To every story what belongs to another."""
    return stories.roll(1, 0)


def _update(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()


@contextmanager
def _frozen(judge: nn.Module) -> Iterator[None]:
    """Gradients pass through the judge and stay nowhere in it: a third less to compute."""
    judge.requires_grad_(False)
    try:
        yield
    finally:
        judge.requires_grad_(True)


def run(recipe: Recipe, folder: Path, report: Report, reader: Reader | None = None) -> None:
    """Train (or resume) until the recipe's seconds or steps are spent, and write `folder`/model.

    It reads with `reader`; None: with what it read with before, or at first with the embedded model's text encoder.
    """
    if reader is None and (folder / "model" / FOLDER).exists():
        reader = load_reader(folder / "model")  # tokens of another text encoder mean nothing to a half-trained model
    if reader is None:
        storybook = load_storybook()
        reader = Reader(storybook.tokenizer, storybook.text_encoder)
    reader.save(folder / "model")
    report(f"drawing {recipe.stories} stories")
    data = draw_stories(recipe.stories, lambda texts: reader.encode(texts)[0], seed=recipe.seed)
    torch.manual_seed(recipe.seed)
    model = StoryGan(data.tokens.shape[2])
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    training = StoryGanTraining(
        model, data, folder, batch=recipe.batch, seed=recipe.seed, bfloat16=bool(recipe.bfloat16)
    )
    train(training, Budget(recipe.seconds, recipe.steps), report)
    model.save(folder / "model")
    report(f'the model is in {folder / "model"}; name that folder in engine.model, beside engine.name = "storygan"')


@denormals_flushed()
def train(training: StoryGanTraining, budget: Budget, report: Report) -> None:
    """Play until the budget is spent."""
    stage = training.drawing
    if training.resume():
        report(f"storygan: at step {stage.step} after {stage.seconds:.0f} s")
    last = saved = reported = time.monotonic()
    losses: list[dict[str, Tensor]] = []
    while (spent := budget.spent(stage)) < 1:
        training.set_rate(spent)
        losses.append(training.step())
        now = time.monotonic()
        stage.seconds, last = stage.seconds + now - last, now
        if now - reported > REPORT_EVERY or budget.spent(stage) >= 1:
            # mean losses since the last report, kept in the curve and said
            means = {name: round(float(torch.stack([each[name] for each in losses]).mean()), 4) for name in losses[0]}
            stage.curve.append({"step": stage.step, "seconds": round(stage.seconds, 1), **means})
            shown = "  ".join(f"{name} {mean:.3f}" for name, mean in means.items())
            report(f"storygan: step {stage.step}  after {stage.seconds:.0f} of {budget}  {shown}")
            losses, reported = [], now
        if now - saved > SAVE_EVERY:
            training.save()
            saved = now
    training.save()
