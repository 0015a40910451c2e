"""Whoever asks for what the model has never seen is asked before anything is charged, and may insist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import parse
from bot.commands.anyway import anyway
from bot.commands.formatting import format_request
from bot.domain.errors import NotInWorld
from bot.domain.jobs import Parent
from bot.domain.requests import PlanRequest, VideoRequest
from bot.frontends.web.api.problems import refusal
from bot.jobs.service import Service
from bot.jobs.world import check_world
from generation.engine import EngineInfo
from story.plans.notation import parse_plan
from story.plans.rules import plan_story
from story.request import StoryRequest
from tests.bot.service_kit import FOX, HERE, MIA, build_app, chat_of
from tests.story.storybook_world import WORLD

INFO = EngineInfo("diffusers", "Storybook", "cpu", "", 256, 256, 6, 1.0, world=WORLD)
HORSE = replace(FOX, prompt="a horse on a beach")
TALE = StoryRequest(("Mia the fox runs.", "A horse and a whale dance."), replace(FOX, prompt="…"))
QUESTION = (
    "Storybook can't draw a horse. It can draw a pig, a fox or a cat: write that, or add `--anyway` to draw the rest."
)


def asked(request: object, parent: Parent | None = None, info: EngineInfo = INFO) -> str:
    try:
        check_world(request, info, parent)  # type: ignore[arg-type]
    except NotInWorld as question:
        return str(question)
    return ""


def test_the_question_names_what_is_missing_and_the_nearest_there_is() -> None:
    assert asked(HORSE) == QUESTION
    assert "a horse (sentence 2) or a whale (sentence 2)" in asked(TALE)


def test_a_thing_with_nothing_near_is_asked_about_without_an_offer() -> None:
    assert asked(replace(FOX, prompt="a rainbow")).startswith("Storybook can't draw a rainbow. Write something else")


def test_who_insists_is_not_asked() -> None:
    assert not asked(replace(HORSE, anyway=True))
    assert not asked(replace(TALE, drawing=replace(TALE.drawing, anyway=True)))


def test_an_engine_that_draws_anything_asks_nothing() -> None:
    assert not asked(HORSE, info=replace(INFO, world=None))


@pytest.mark.parametrize("verb", ["redo", "vary", "restyle", "video"])
def test_what_was_drawn_once_is_drawn_again_without_a_question(verb: str) -> None:
    assert not asked(HORSE, Parent("ab" * 16, 0, verb))
    assert not asked(VideoRequest(HORSE))


def test_a_story_that_goes_on_is_asked_about_its_new_sentences() -> None:
    assert asked(replace(TALE, kept=("ab" * 32, None)), Parent("ab" * 16, 0, "continue"))
    assert not asked(replace(TALE, kept=("ab" * 32, "cd" * 32)), Parent("ab" * 16, 0, "panel"))


def test_a_plan_is_asked_about_when_it_is_drawn_and_for_whom_it_puts_on_stage() -> None:
    drawn = Parent("ab" * 16, 0, "plan")
    assert not asked(PlanRequest(TALE), drawn)
    assert "a horse (sentence 2) or a whale (sentence 2)" in asked(TALE, drawn)
    instead = parse_plan("2.\nwho: Bo: blue pig", 2, plan_story(TALE.sentences))
    assert not asked(replace(TALE, plan=instead), drawn)
    horse = parse_plan("1.\nwho: Bo: white horse", 2, instead)
    assert "can't draw a horse (sentence 1)" in asked(replace(TALE, plan=horse), drawn)


@pytest.mark.parametrize(
    "line",
    [
        ".plan 1a2b3c4d draw",
        ".plan 1a2b3c4d draw 1.\nwho: a horse",
        ".cast sheet Mia",
        ".continue 1a2b3c4d A horse.",
        ".panel 1a2b3c4d 2 edit A horse.",
    ],
)
def test_every_line_that_is_asked_about_can_insist(line: str) -> None:
    asked, insisted = parse(line, new_seed=lambda: 7), parse(f"{line} --anyway", new_seed=lambda: 7)
    assert asked is not None and insisted is not None and asked != insisted
    assert anyway(asked) == insisted


def test_the_line_that_asks_again_insists_again() -> None:
    line = format_request(replace(HORSE, anyway=True))
    assert "--anyway" in line
    [again] = parse(line).requests  # type: ignore[union-attr]
    assert again.anyway


def test_programs_are_told_by_a_type_of_its_own_and_in_their_own_words() -> None:
    problem = refusal(NotInWorld(QUESTION, field="prompt"), "/api/v1/stories").details
    assert problem.type == "urn:vignette:problem:not-in-world"
    assert "add `anyway` to draw" in problem.detail
    assert problem.errors and problem.errors[0].pointer == "/story"


async def test_nothing_is_charged_before_the_answer_and_the_price_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ready(_: Service) -> EngineInfo:
        return INFO

    monkeypatch.setattr(Service, "info", property(lambda _: INFO))
    monkeypatch.setattr(Service, "ready", ready)
    service = build_app(tmp_path).service  # not started: nothing is drawn
    chat, left = chat_of(service), (await service.balance(MIA)).left
    [refused] = await chat.handle_text(MIA, ".imagine a horse on a beach", HERE) or []
    assert refused.refused and "can't draw a horse" in refused.text and "`--anyway`" in refused.text
    [price] = await chat.handle_text(MIA, ".price imagine a horse on a beach", HERE) or []
    assert "would cost" in price.text and "can't draw a horse" in price.text
    assert not await service.history(MIA, 5) and (await service.balance(MIA)).left == left
    [taken] = await chat.handle_text(MIA, ".imagine a horse on a beach --anyway", HERE) or []
    assert taken.job is not None and (await service.balance(MIA)).left == left - taken.job.cost
    await service.stores.database.close()
