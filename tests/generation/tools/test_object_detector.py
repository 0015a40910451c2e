"""Detectors of every class, small and with random weights: what they find, each thing once, by the words asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from generation.devices import Placement
from generation.tools.object_detector import ObjectDetector
from generation.tools.transformers_folder import class_of
from tests.generation.tiny_seers import DETECTORS

CPU = Placement("cpu", "float32", "a test")
PICTURE = Image.radial_gradient("L").resize((64, 48))


@pytest.mark.parametrize("save", DETECTORS)
def test_every_thing_is_found_once_as_what_it_is_most_like(save: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = str(save(tmp_path / "seer"))
    detector = ObjectDetector(folder, class_of(folder, "panel_checker"), CPU, "panel_checker")
    found = detector.find(PICTURE, ["fox", "owl", "fox"], 1e-6)
    assert found and {each.noun for each in found} <= {"fox", "owl"}
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    boxes = [each.box for each in found]
    assert len(set(boxes)) == len(boxes) and all(0 <= each.score <= 1 for each in found)
    assert found == detector.find(PICTURE, ["fox", "owl"], 1e-6)
    assert detector.find(PICTURE, ["fox"], 1.01) == detector.find(PICTURE, []) == []
    detector.close()
