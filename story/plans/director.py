"""The plan of a story by a language model, in any language: JSON, checked, with the rules behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from generation.engine import EngineError
from generation.tools.chat_model import ChatModel
from story.plans.notation import MOST_WORDS, plain
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan, contradicted
from story.plans.rules import RULES, plan_story
from story.request import StoryRequest

TASK = """You plan the pictures of a story, one per sentence. Answer with one JSON object and nothing else:
{"frames": [{"characters": [{"name": "", "looks": "", "clothes": [""]}], "place": "", "time": "", "weather": "",
"held": [""], "absent": [""]}]}
One frame per sentence, in order. Characters: exactly those who are on stage, whom the sentence speaks of by name, noun,
pronoun or group, as speaker or spoken to; a sentence that speaks of nobody keeps those of the sentence before. What is
only said inside quotation marks, dreamt of, missed or gone is not on stage, but in "absent". "looks" is a noun with its
adjectives, such as "small red fox", and stays the same in all frames. Place and time stay until the story changes them.
Leave "" or [] where nothing is told. Write in the language of the story."""

_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_WORDS)]
_List = Annotated[tuple[_Words, ...], Field(max_length=12)]


class _Character(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: _Words = ""
    looks: _Words = ""
    clothes: _List = ()


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore")
    characters: Annotated[tuple[_Character, ...], Field(max_length=12)] = ()
    place: _Words = ""
    time: _Words = ""
    weather: _Words = ""
    held: _List = ()
    absent: _List = ()


class _Plan(BaseModel):
    model_config = ConfigDict(extra="ignore")
    frames: tuple[_Frame, ...]


def plan_with(director: Callable[[], ChatModel | None], request: StoryRequest) -> tuple[StoryPlan, str, str]:
    """(plan, who planned it, what is to be said of that): by the director, or else by the rules."""
    try:
        model = director()
        if model is not None:
            return ask(model, request.sentences, request.cast), model.name, ""
        remark = ""
    except EngineError as error:
        remark = f"{error} So the rules for English planned it."
    return plan_story(request.sentences, request.cast, context=request.context), RULES, remark


def ask(model: ChatModel, sentences: Sequence[str], cast: Sequence[tuple[str, str]] = ()) -> StoryPlan:
    """What the model plans; raises EngineError where its answer is no plan of this story."""
    who = "".join(f"{name}: {looks}\n" for name, looks in cast)
    told = "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))
    return read_answer(model.answer(TASK, f"{who}{told}"), len(sentences), model.name)


def read_answer(text: str, count: int, name: str = "The director") -> StoryPlan:
    """The plan in an answer, which may stand among other words; raises EngineError where there is none."""
    try:
        frames = _Plan.model_validate(_first_object(text)).frames
    except ValidationError as error:
        raise EngineError(f"{name} answered without a plan that can be read.") from error
    if len(frames) != count:
        raise EngineError(f"{name} planned {len(frames)} pictures of {count}.")
    planned = tuple(map(_frame, frames))
    for number, each in enumerate(planned, 1):
        if who := contradicted(each):
            raise EngineError(f"{name} planned {who} to be in picture {number} and absent from it.")
    return StoryPlan(planned)


def _first_object(text: str) -> Any:
    """The first JSON object with frames; {} where there is none."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            found, _ = decoder.raw_decode(text, at)
            if isinstance(found, dict) and "frames" in found:
                return found
        except (ValueError, RecursionError):
            pass
        at = text.find("{", at + 1)
    return {}


def _frame(told: _Frame) -> PlannedFrame:
    characters = (
        PlannedCharacter(plain(each.name), plain(each.looks), _many(each.clothes))
        for each in told.characters
        if each.name or each.looks
    )
    place, time, weather = (plain(each) for each in (told.place, told.time, told.weather))
    return PlannedFrame(tuple(characters), place, time, weather, _many(told.held), _many(told.absent))


def _many(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean for each in words if (clean := plain(each.replace(",", " "))))
