"""The table of CLEVR-SV, and what is said where nothing was trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import run
from bot.cli.evaluate_clevr import HEADINGS, show_clevr


def test_ssim_is_never_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    figures = dict(zip(HEADINGS, (0.85, 0.2, 0.0, 0.0, 0.0, 0.0), strict=True))
    show_clevr({"stories": 2, "frames": 8, "side": 64, "columns": {"empty scene": figures}})
    printed = capsys.readouterr().out
    assert "2 stories, 8 frames of 64 pixels" in printed
    assert all(word in printed for word in ("SSIM", "foreground", "attributes", "0.850", "0.200"))


def test_weights_that_are_missing_are_told_with_the_command_that_makes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "clevr", "--folder", str(tmp_path)]) == 1
    assert "make it with `vignette train clevr`" in capsys.readouterr().err


def test_a_figure_that_the_recipe_lacks_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "clevr", "--set", "epochs=3"]) == 2
    assert "There is no figure 'epochs'" in capsys.readouterr().err
