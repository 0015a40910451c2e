"""What drawing again is worth, with a checker that likes only a frame's second picture and a judge without mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from story.panels.checker import Opinion, Panel
from story.storybook.evaluation import redraws
from story.storybook.evaluation.redraws import measure_redraws
from story.storybook.evaluation.stories import stories
from tests.story.storybook.evaluation.kit import KnowingJudge, tiny_engine

COUNT, SEED, MOST = 2, 1, 2


class SecondTime:
    name = "second time"

    def __init__(self) -> None:
        self._seen: list[str] = []

    def check(self, picture: Image.Image, panel: Panel) -> Opinion:
        self._seen.append(panel.sentence)
        return Opinion(1.0) if self._seen.count(panel.sentence) > 1 else Opinion(0.0, ("no fox",))

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    engine = tiny_engine(tmp_path_factory.mktemp("storybook"))
    judge = KnowingJudge(stories("test", COUNT, SEED)["test"], SEED)
    return measure_redraws(engine, SecondTime(), judge, COUNT, SEED, MOST, lambda *step: None)


def row(figures: dict[str, Any], name: str) -> list[float]:
    return [each[name]["value"] for each in figures["redraws"]]


def test_who_chose_is_named_and_its_opinion_stands_beside_those_who_did_not(figures: dict[str, Any]) -> None:
    assert (figures["checker"], figures["stories"], figures["frames"]) == ("second time", 2, 8)
    assert row(figures, redraws.PASSED) == [0, 1, 1]
    assert row(figures, redraws.REDRAWN) == [0, 1, 1]
    assert row(figures, redraws.TRUTH) == [1, 1, 1]
    assert all(0 <= share <= 1 for name in (redraws.BY_JUDGE, redraws.BY_TEMPLATES) for share in row(figures, name))


def test_no_drawing_again_changes_what_was_told_and_each_takes_its_time(figures: dict[str, Any]) -> None:
    assert len(set(row(figures, redraws.TOLD))) == 1
    once, again, more = row(figures, redraws.SECONDS)
    assert 0 < once < again == more


def test_a_panel_of_the_table_is_told_with_its_doubt(figures: dict[str, Any], capsys: Any, tmp_path: Path) -> None:
    from bot.cli.evaluate_panels import show_panels

    document = {"model": "tiny", "seed": SEED, "judge": "storybook", **figures}
    show_panels({**document, "judge chose": False})
    show_panels({**document, "judge chose": True})
    out = capsys.readouterr().out
    assert "passed by the checker, %" in out and "100.0 ±0.0" in out
    assert (
        "the judge and the templates measure, and chose nothing" in out and "its own opinion of its own choice" in out
    )
