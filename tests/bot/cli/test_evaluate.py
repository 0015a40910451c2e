"""`vignette evaluate story` says what it cannot measure, and its tables say what it has measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import run
from bot.cli.evaluate_tables import show, show_backdrops
from tests.bot.cli.kit import SMALL


@pytest.fixture(autouse=True)
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGNETTE_ENGINE__NAME", "echo")
    monkeypatch.setenv("VIGNETTE_ENGINE__OPTIONS", SMALL)


def failure(capsys: pytest.CaptureFixture[str], exit_code: int, *arguments: str, subject: str = "story") -> str:
    assert run(["evaluate", subject, *arguments]) == exit_code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_an_unknown_split_and_column_are_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert "'tests'; there are: test; held_out; long; people." in failure(capsys, 2, "--split", "tests")
    assert "'GRUs'; there are: truth; truth through the autoencoder; ours" in failure(capsys, 2, "--columns", "GRUs")


def test_another_engine_cannot_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Only a Storybook model can be measured" in failure(capsys, 1, "--stories", "1")
    assert "Only a Storybook model can be measured" in failure(capsys, 1, "--sheet", "sheet.jpg")
    assert "Only a Storybook model can be measured" in failure(capsys, 1, subject="pictures")


def ratio(value: float, half: float) -> dict[str, float]:
    return {"value": value, "low": value - half, "high": value + half, "of": 100}


def test_a_table_gives_shares_in_per_cent_with_their_doubt(capsys: pytest.CaptureFixture[str]) -> None:
    shown = {"all frames": {"frame accuracy": ratio(0.9731, 0.012)}, "story": {"seconds": ratio(2.5, 0.25)}}
    column: dict[str, Any] = {"shown": shown, "told": {}, "Fréchet distance": 1.25}
    other = {"shown": {"all frames": {"frame accuracy": ratio(0.5, 0.1)}}, "told": {}, "Fréchet distance": 3.0}
    sets = {"test": {"stories": 50, "frames": 200, "columns": {"ours": column, "truth": other}}}
    show({"model": "Storybook[/b] :fox:", "context": "storybook-2", "device": "cpu", "seed": 1, "sets": sets})
    out = capsys.readouterr().out
    assert "test: 50 stories, 200 frames" in out
    assert "Storybook[/b] :fox: with storybook-2" in out
    rows = [line.split() for line in out.splitlines()]
    assert ["frame", "accuracy", "97.3", "±1.2", "50.0", "±10.0"] in rows
    assert ["seconds", "2.50", "±0.25"] in rows
    assert ["Fréchet", "distance", "1.250", "3.000"] in rows
    assert "pronoun frames" not in out


def test_backdrops_stand_place_by_place_with_what_is_farthest_off(capsys: pytest.CaptureFixture[str]) -> None:
    def column(*energies: float) -> dict[str, Any]:
        places = {place: {"gradient energy": each} for place, each in zip(("hill", "moon"), energies, strict=True)}
        mean = {"gradient energy": sum(energies) / 2}
        return {"places": places, "mean": mean, "least energy": "moon", "Fréchet distance": 1.5}

    columns = {"truth": column(1, 1), "drawn": column(0.9, 0.7)}
    missed = {"backdrop": 0.0258, "figure": 0.0496}
    document = {"model": "Storybook", "seed": 1, "backdrops": 40, "columns": columns, "variance missed": missed}
    show_backdrops(document)
    out = capsys.readouterr().out
    rows = [line.split() for line in out.splitlines()]
    assert ["moon", "1.00", "0.70"] in rows
    assert ["all", "places", "1.00", "0.80"] in rows
    assert "drawn: least gradient energy at moon, Fréchet distance 1.50" in out
    assert "variance missed of true latents: backdrop 2.6 %, figure 5.0 %" in out
