"""Saves and resumes a stage of training: weights, optimiser state and loss curve, never as pickles."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn


@dataclass
class TrainingStage:
    """One stage's modules and optimiser, with how far it has come."""

    name: str
    modules: dict[str, nn.Module]
    optimizer: torch.optim.Optimizer
    folder: Path
    step: int = 0
    seconds: float = 0.0  # spent so far, over all sessions
    curve: list[dict[str, float]] = field(default_factory=list)

    @property
    def _weights(self) -> Path:
        return self.folder / f"{self.name}.safetensors"

    def save(self) -> None:
        """Write everything beside the old checkpoint, then replace it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        tensors = {
            f"module.{name}.{key}": value
            for name, module in self.modules.items()
            for key, value in module.state_dict().items()
        }
        for k, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{k}.{key}": torch.as_tensor(value) for key, value in state.items()}
        progress = {"step": str(self.step), "seconds": str(self.seconds), "curve": json.dumps(self.curve)}
        temporary = self._weights.with_suffix(".writing")
        save_file({key: value.clone().contiguous() for key, value in tensors.items()}, temporary, metadata=progress)
        os.replace(temporary, self._weights)

    def resume(self) -> bool:
        """Continue from a checkpoint; False when there is none."""
        if not self._weights.exists():
            return False
        tensors = load_file(self._weights)
        for name, module in self.modules.items():
            module.load_state_dict(_under(f"module.{name}.", tensors))
        state: dict[int, dict[str, Tensor]] = {}
        for key, value in _under("optimizer.", tensors).items():
            index, field_name = key.split(".", 1)
            state.setdefault(int(index), {})[field_name] = value
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": state, "param_groups": groups})
        self._read_progress()
        return True

    def _read_progress(self) -> None:
        from safetensors import safe_open

        with safe_open(self._weights, framework="pt") as file:
            progress = file.metadata()
        self.step, self.seconds = int(progress["step"]), float(progress["seconds"])
        self.curve = json.loads(progress["curve"])


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
