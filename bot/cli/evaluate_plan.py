"""`vignette evaluate plan`: who is on stage, by the rules and by the director, against what people labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.cli.output import print_note
from generation.engine import EngineError
from generation.tools.chat_model import ChatModel
from story.plans.director import ask
from story.plans.plan import StoryPlan
from story.plans.rules import RULES, plan_story
from story.plans.score import HANDWRITTEN, Planner, halves, handwritten, mistakes, score


def measured(config: Path | None, *, with_mistakes: bool) -> dict[str, Any]:
    """Figures by who planned and by set."""
    from bot.settings import load
    from generation.load import load_director

    planners: dict[str, Planner] = {RULES: plan_story}
    engine = load(config).engine
    if engine.director:
        model = load_director(engine.director, engine.director_model)
        planners[model.name] = lambda sentences: _asked(model, sentences)
    sets = {**halves(), **{f"{name}, by hand": handwritten(name) for name in HANDWRITTEN}}
    document: dict[str, Any] = {}
    for name, planner in planners.items():
        document[name] = {}
        for told, passages in sets.items():
            counted = score(passages, planner)
            document[name][told] = {
                "frames": counted.frames,
                "exact": round(counted.exact_share, 4),
                "f1": round(counted.f1, 4),
                # What nobody looked at stays so.
                "mistakes": list(mistakes(passages, planner)) if with_mistakes and "unseen" not in told else [],
            }
    return document


def show_plans(document: Mapping[str, Any]) -> None:
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for name, sets in document.items():
        table = Table("", "frames", "exact", "F1", title=name, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for told, figures in sets.items():
            table.add_row(told, str(figures["frames"]), f"{figures['exact']:.1%}", f"{figures['f1']:.3f}")
        console.print(table)
        for told, figures in sets.items():
            for sentence, there, planned in figures["mistakes"]:
                console.print(f"{told}: {sentence} | {there} | {planned}")


def _asked(model: ChatModel, sentences: Sequence[str]) -> StoryPlan:
    """As a request would get it: by the rules where the model says nothing usable."""
    try:
        return ask(model, sentences)
    except EngineError as error:
        print_note(str(error))
        return plan_story(sentences)
