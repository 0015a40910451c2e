"""The loop every stage of training runs in: a budget, a learning-rate schedule, a loss curve, checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import torch

from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.precision import denormals_flushed

SAVE_EVERY = 120.0  # seconds
REPORT_EVERY = 15.0
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a stage may take in all, over all sessions. It ends with what runs out first, the seconds or the steps."""

    seconds: float
    steps: int = 0  # 0: as many as the seconds allow

    def spent(self, stage: TrainingStage) -> float:
        """The share of it that is spent, from 0 to 1."""
        if stage.seconds >= self.seconds:
            return 1.0
        return min(1.0, max(stage.seconds / self.seconds, stage.step / self.steps if self.steps else 0.0))

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s" + (f" or {self.steps} steps" if self.steps else "")


@denormals_flushed()
def train(
    stage: TrainingStage,
    batch_loss: Callable[[], dict[str, torch.Tensor]],
    *,
    budget: Budget,
    lr: float,
    report: Report,
    warmup_steps: int = 100,
    decay_from: float = 0.6,
    after_step: Callable[[], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
    rng: Random | None = None,
) -> None:
    """Train until the budget is spent; the rate is flat, then falls linearly from the share `decay_from` on.

    `batch_loss` draws a batch and returns named losses; "loss" is minimised, the rest only reported. With the clock
    `time.process_time` the seconds are those of the processor, however many others it works for meanwhile. `rng`, of
    which batches are drawn, goes on elsewhere when the stage is resumed, or it would draw what has been learned.
    """
    _resume(stage, rng, report)
    if budget.spent(stage) >= 1:
        return
    parameters = [p for group in stage.optimizer.param_groups for p in group["params"]]
    last, saved, reported = clock(), time.monotonic(), time.monotonic()
    sums: dict[str, float] = {}
    count = 0
    while (spent := budget.spent(stage)) < 1:
        for group in stage.optimizer.param_groups:
            group["lr"] = lr * _schedule(spent, stage.step / max(1, warmup_steps), decay_from)
        losses = batch_loss()
        stage.optimizer.zero_grad(set_to_none=True)
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        stage.optimizer.step()
        if after_step:
            after_step()
        worked, now = clock(), time.monotonic()
        stage.step, stage.seconds, last = stage.step + 1, stage.seconds + worked - last, worked
        sums = {key: sums.get(key, 0.0) + float(value.detach()) for key, value in losses.items()}
        count += 1
        if now - reported > REPORT_EVERY or budget.spent(stage) >= 1:
            means = {key: round(value / count, 5) for key, value in sums.items()}
            stage.curve.append({"step": stage.step, "seconds": round(stage.seconds, 1), **means})
            shown = "  ".join(f"{key} {value:.4f}" for key, value in means.items())
            report(f"{stage.name}: step {stage.step}  after {stage.seconds:.0f} of {budget}  {shown}")
            sums, count, reported = {}, 0, now
        if now - saved > SAVE_EVERY:
            stage.save()
            saved = now
    stage.save()


def _resume(stage: TrainingStage, rng: Random | None, report: Report) -> None:
    if not stage.resume():
        return
    report(f"{stage.name}: at step {stage.step} after {stage.seconds:.0f} s")
    if rng:
        rng.seed(f"{stage.name} {stage.step}")
        torch.manual_seed(rng.getrandbits(32))


def own_clock() -> Callable[[], float]:
    """Seconds of the processor, where training runs on one: others may be busy with it, too. On a GPU, of the wall."""
    return time.monotonic if torch.cuda.is_available() else time.process_time


def _schedule(progress: float, warm: float, decay_from: float) -> float:
    falling = 1.0 if progress < decay_from else 1 - 0.98 * (progress - decay_from) / (1 - decay_from)
    return min(1.0, warm + 0.01) * max(0.02, falling)
