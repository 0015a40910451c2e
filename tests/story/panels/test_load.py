"""What the settings may name to look at a story's frames: the judge, a CLIP, a detector, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from story.panels.load import load_panel_checker
from story.panels.stage import panels_of
from story.request import ImageRequest, StoryRequest
from tests.generation.tiny_describer import save_describer
from tests.generation.tiny_seers import save_clip, save_owl

CPU = Placement("cpu", "float32", "a test")
PICTURE = Image.radial_gradient("L").resize((64, 48))
STORY = StoryRequest(("Mia the red fox holds a lantern.", "It rains."), ImageRequest("", seed=1))


def test_a_clip_finds_too_little_of_what_is_below_the_threshold(tmp_path: Path) -> None:
    folder = str(save_clip(tmp_path / "clip"))
    panel = panels_of(STORY)[0]
    mild, strict = (load_panel_checker(folder, threshold, CPU) for threshold in (-1.0, 1.0))
    kind, opinion = mild.check(PICTURE, panel), strict.check(PICTURE, panel)
    assert kind and kind.reasons == ()
    assert opinion and opinion.reasons == ("too little of what its sentence tells", "too little of Mia the red fox")
    assert -1 <= opinion.score == kind.score <= 1
    assert strict.name == "clip"
    strict.close()


def test_a_detector_has_to_find_every_noun(tmp_path: Path) -> None:
    checker = load_panel_checker(str(save_owl(tmp_path / "owl")), 1.01, CPU)
    fox, rain = panels_of(replace(STORY, context=False))
    opinion = checker.check(PICTURE, fox)
    assert opinion and opinion.reasons[0] == "no fox"
    assert checker.check(PICTURE, rain) is None
    checker.close()


def test_what_is_no_checker_is_refused_with_what_would_be_one(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"'nowhere': check engine\.panel_checker"):
        load_panel_checker("nowhere", placement=CPU)
    with pytest.raises(EngineError, match=r"'blip' checks no frames of stories: it must be one of CLIPModel, OwlViT"):
        load_panel_checker(str(save_describer(tmp_path / "blip")), placement=CPU)
