"""Checks of the engine: loads it in a worker process, as the service does, and reports what it says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot import bootstrap
from bot.cli.checks.check import Check
from bot.settings import Settings
from bot.worker.starters import Starter
from bot.worker.supervisor import WorkerSupervisor
from generation.devices import DTYPES
from generation.engine import EngineInfo
from generation.load import facts_of
from generation.model_facts import ModelFacts


async def check_engines(settings: Settings) -> list[Check]:
    """The engine, its model's own facts, its devices, its context, and whether finished pictures are checked."""
    facts = await asyncio.to_thread(_facts, settings.engine.model) if settings.engine.name == "diffusers" else None
    if facts is not None and facts.objections:
        return [Check("engine", False, facts.objections)]
    engines = await asyncio.to_thread(bootstrap.engines, settings)
    starter = bootstrap.starter(settings)
    try:
        outcomes = [await _load(each, starter) for each in engines[: None if settings.queue == "processes" else 1]]
    finally:
        await asyncio.to_thread(starter.close)
    infos = [outcome for outcome in outcomes if isinstance(outcome, EngineInfo)]
    if len(infos) < len(outcomes):
        return [Check("engine", False, _joined(each for each in outcomes if isinstance(each, str)))]
    told = [] if facts is None else [Check("model", True, facts.sentence(_dtype_in(infos[0].device_reason)))]
    return [
        Check("engine", True, f"{infos[0].engine}, {infos[0].model}, {_own_values(infos[0])}"),
        *told,
        Check("device", True, _joined(f"{info.device}, because {info.device_reason}" for info in infos)),
        *([Check("memory", True, _joined(info.memory for info in infos))] if infos[0].memory else []),
        Check("pictures", True, _checked_by(settings)),
        *([Check("panels", True, panels_looked_at(settings))] if settings.engine.panel_checker else []),
        *([Check("loras", True, _loras(infos[0]))] if infos[0].loras else []),
        Check("context", True, infos[0].context or held_together(infos[0])),
    ]


def _facts(model: str) -> ModelFacts | None:
    """Of a model that lies on this machine as a folder or a file; what else is named, the engine finds or explains."""
    path = Path(model).expanduser()
    return facts_of(path) if path.exists() else None


def _dtype_in(reason: str) -> str:
    """The number format that a device's reason names."""
    return next((each for each in DTYPES if each in reason.rpartition("; ")[2].split()), "float32")


def _loras(info: EngineInfo) -> str:
    """How many can be drawn with, and why the others cannot."""
    usable = sum(not each.objection for each in info.loras)
    return " ".join(
        [f"{usable} of {len(info.loras)} can be drawn with.", *(each.objection for each in info.loras)]
    ).strip()


def held_together(info: EngineInfo) -> str:
    """What makes frames of a story alike that no context encoder conditions."""
    if info.shares_attention:
        return "shared attention: frames of a story look at the first one that shows a character"
    return "none: a story's sentences are drawn without knowing each other"


def _own_values(info: EngineInfo) -> str:
    steps = f"{info.num_inference_steps} steps" if info.takes_steps else "steps of its own"
    return f"{info.width}×{info.height} in {steps} unless told otherwise"


def _checked_by(settings: Settings) -> str:
    """The engine loads only with the checker that is named."""
    if not settings.engine.checker:
        return "no finished picture is checked: engine.checker names no safety checker"
    return f"none is shown that {Path(settings.engine.checker).name} objects to or cannot judge"


def panels_looked_at(settings: Settings) -> str:
    """Likewise."""
    name, most = Path(settings.engine.panel_checker).name, settings.engine.panel_redraws
    redrawn = f"what fails is drawn again, {most} times at most" if most else "nothing is drawn again"
    return f"{name} looks at each frame of a story; {redrawn}"


async def _load(engine: Mapping[str, Any], starter: Starter) -> EngineInfo | str:
    """What a worker says once its engine is loaded, or the sentence that says why it is not."""
    news = asyncio.Event()
    worker = WorkerSupervisor(engine, starter, changed=news.set, heard=_ignore, lost=_ignore)
    worker.start()
    try:
        while worker.info is None and not (trouble := worker.broken or worker.trouble):
            news.clear()
            await news.wait()
        return worker.info or trouble
    finally:
        await worker.stop()


def _ignore(*_: object) -> None:
    """It has nothing to draw, so nothing is heard and nothing lost."""


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(parts))
