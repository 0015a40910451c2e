"""StoryGAN's losses on logits: what each side of the game minimises."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

FACTS_IN_GENERATOR = 0.4  # weight of the auxiliary loss there, as released; 1 in the discriminator


def discriminator_loss(real: Tensor, wrong: Tensor, fake: Tensor) -> Tensor:
    """Real pairs are real; real pictures with another's text, and drawn ones with their own, are not, by halves."""
    return believed(real) + 0.5 * (disbelieved(wrong) + disbelieved(fake))


def believed(logits: Tensor) -> Tensor:
    """−log σ, which the generator minimises on what it drew; a scalar in nats."""
    return F.binary_cross_entropy_with_logits(logits.float(), torch.ones_like(logits, dtype=torch.float32))


def disbelieved(logits: Tensor) -> Tensor:
    """−log(1 − σ); a scalar in nats."""
    return F.binary_cross_entropy_with_logits(logits.float(), torch.zeros_like(logits, dtype=torch.float32))


def facts_told(logits: Tensor, facts: Tensor) -> Tensor:
    """Cross-entropy of the facts (N, F) in {0, 1} of pictures, per fact that is there; a scalar in nats."""
    return F.binary_cross_entropy_with_logits(logits.float(), facts, reduction="sum") / facts.sum().clamp(min=1)
