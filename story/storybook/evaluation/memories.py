"""The trained baselines of the context encoder: a folder for each, written by training, read by evaluation."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from torch import nn

from generation.engine import EngineError
from generation.weights import load_weights
from story.context_encoder import ContextEncoder
from story.storybook.evaluation.baseline_memories import MEMORIES

BASELINES = tuple(MEMORIES)
FOLDER = Path(__file__).parents[1] / "baselines"
_READS = "reads.txt"  # which text encoder's tokens it has learned to remember
_TRAIN = "train it with `vignette train baselines`, or leave it out"


def save_memory(memory: ContextEncoder, name: str, folder: Path, text_encoder: nn.Module) -> None:
    """Write a baseline, in half precision, into its folder in `folder`."""
    own = folder / folder_of(name)
    memory.half().save_pretrained(own)
    (own / _READS).write_text(fingerprint(text_encoder) + "\n")


def load_memory(name: str, folder: Path, text_encoder: nn.Module) -> ContextEncoder:
    """A baseline in float32 on the CPU. Raises EngineError where there is none for this text encoder."""
    own = folder / folder_of(name)
    if not (own / _READS).exists():
        raise EngineError(f"The column {name!r} has no weights yet: {_TRAIN}.")
    if (own / _READS).read_text().strip() != fingerprint(text_encoder):
        raise EngineError(f"The column {name!r} learned from another text encoder: {_TRAIN}.")
    model = load_weights(MEMORIES[name], own, own, dtype=torch.float32)
    return model.eval().requires_grad_(False)  # type: ignore[no-any-return]  # diffusers is untyped


def fingerprint(text_encoder: nn.Module) -> str:
    """Which weights these are, in half precision: tokens of others mean nothing to a trained model."""
    halves = [value.half().contiguous().cpu().numpy() for value in text_encoder.state_dict().values()]
    return hashlib.sha256(b"".join(half.tobytes() for half in halves)).hexdigest()[:16]


def folder_of(name: str) -> str:
    """What the folder of a column's weights is called."""
    return name.lower().replace(" + ", "_")
