"""Settings → what looks at the frames of stories."""

from __future__ import annotations

from pathlib import Path

from generation.devices import Placement, choose_device
from generation.engine import EngineError
from story.panels.checker import PanelChecker

STORYBOOK = "storybook"
_SETTING = "panel_checker"


def load_panel_checker(model: str, threshold: float = 0.0, placement: Placement | None = None) -> PanelChecker:
    """ "storybook", or the CLIP model or the detector in the folder `model`; raises `EngineError` for what is none.

    `threshold`: from which score on a model's finding counts; 0: the checker's own. The judge has none.
    """
    if model == STORYBOOK:
        from story.panels.judge_checker import JudgeChecker

        return JudgeChecker()
    from generation.tools import clip_scorer, object_detector
    from generation.tools.transformers_folder import class_of
    from story.panels.clip_checker import ClipChecker
    from story.panels.detector_checker import DetectorChecker

    name, placed = class_of(model, _SETTING), placement or choose_device()
    if name == clip_scorer.CLASS_NAME:
        return ClipChecker(clip_scorer.ClipScorer(model, placed, _SETTING), threshold)
    if name in object_detector.CLASS_NAMES:
        return DetectorChecker(object_detector.ObjectDetector(model, name, placed, _SETTING), threshold)
    known = ", ".join((clip_scorer.CLASS_NAME, *object_detector.CLASS_NAMES))
    raise EngineError(f"The model folder {Path(model).name!r} checks no frames of stories: it must be one of {known}.")
