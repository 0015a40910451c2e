"""How well words fit a picture, told by a CLIP that is small and has random weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from generation.devices import Placement
from generation.engine import EngineError
from generation.tools.clip_scorer import ClipScorer
from tests.generation.tiny_seers import save_clip

CPU = Placement("cpu", "float32", "a test")
PICTURE = Image.radial_gradient("L").resize((64, 48))


def test_each_text_has_its_cosine_however_long_it_is_and_in_whatever_company(tmp_path: Path) -> None:
    scorer = ClipScorer(str(save_clip(tmp_path / "clip")), CPU, "panel_checker")
    short, long = scorer.scores(PICTURE, ["a red fox", "the fox of the hill " * 30])
    assert -1 <= short <= 1 and short != long
    assert scorer.scores(PICTURE, ["a red fox"]) == pytest.approx([short], abs=1e-5)
    scorer.close()


def test_what_is_not_a_number_is_no_opinion(tmp_path: Path) -> None:
    folder = save_clip(tmp_path / "clip")
    weights = load_file(folder / "model.safetensors")
    weights["visual_projection.weight"] = torch.full_like(weights["visual_projection.weight"], float("nan"))
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(EngineError, match="not a number"):
        ClipScorer(str(folder), CPU, "panel_checker").scores(PICTURE, ["a fox"])
