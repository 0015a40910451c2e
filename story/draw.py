"""A story to drawings: cast, conditioning in context, one drawing per sentence.

    sentences → cast → engine.encode → story encoder: h₀ → context encoder: gists → one drawing each

With a context encoder trained for the engine's model the sentences go in as they are. Without one, every sentence is
told with what the story's plan knows of its frame, which any text-to-image model can follow, and frames that show the
same character look at each other where the engine shares attention (`story.shared_attention`). With `context=False`
every sentence is drawn alone. A frame that is kept is not drawn, but its sentence still tells the others of the story.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from PIL import Image

from generation.engine import (
    MAX_REFERENCES,
    Conditioning,
    Drawing,
    DrawingRequest,
    EngineInfo,
    ImageRequest,
    LoadedEngine,
    Reference,
    offers_context,
    tells_cast,
)
from generation.request.loras import encoded
from generation.request.references import is_shown
from generation.request.resolve import drawing_request, typed
from story.coreference.cast import SentenceCast, cast_of
from story.plans.notation import format_plan
from story.plans.plan import StoryPlan
from story.plans.prompt import changed_prompt, figures_of_frame, prompt_of
from story.plans.rules import plan_story, planned
from story.request import StoryRequest
from story.sentences import NO_CAST
from story.shared_attention import characters_of, share

NO_SHEETS: Mapping[str, Image.Image] = MappingProxyType({})
NONE_KEPT: Mapping[int, Image.Image] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StoryDrawings:
    """The drawings of one story, not yet advanced, and what each of them shows."""

    drawings: tuple[Drawing | None, ...]  # one per frame; None: the frame is kept
    frames: tuple[tuple[str, tuple[str, ...]], ...]  # (sentence, cast) of each frame
    contexts: tuple[str | None, ...]  # the context encoder checkpoint that conditions each drawing, or what else does
    ignored_words: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()  # (word, the word that was drawn instead)


def story_drawings(
    engine: LoadedEngine,
    request: StoryRequest,
    references: Sequence[Image.Image] = (),
    sheets: Mapping[str, Image.Image] = NO_SHEETS,
    kept: Mapping[int, Image.Image] = NONE_KEPT,
) -> StoryDrawings:
    """One drawing per sentence whose frame is not kept; raises `EngineError` for what the engine cannot do.

    `references` are those of `request.drawing`: every frame is drawn with them. `sheets` are the pictures, by hash,
    that `request.sheets` names: a frame is drawn with those of who is on stage, as many as the engine looks at.
    `kept` are the pictures of the frames that stay, by their number: others may look at them.
    """
    cast = cast_of(request.sentences, request.cast)
    read = read_cast(request, cast)
    trained = request.context and offers_context(engine)
    itself = trained and not engine.info.context_guided  # it finds out who is meant
    shown, prompts = _shown(engine.info, request, read), _prompts(request, cast, trained=itself)
    pictures = [[*references, *(sheets[each.sha256] for each in frame)] for frame in shown]
    requests = _requests(engine.info, request, read, prompts, [*zip(shown, pictures, strict=True)])
    drawn = [index for index in range(len(requests)) if not request.is_kept(index)]
    conditionings = _conditionings(engine, request, requests, trained) if drawn else []
    begun = {index: engine.begin(requests[index], conditionings[index]) for index in drawn}
    characters = characters_of(read, request.plan)
    shared = share(engine, requests, conditionings, begun if request.context else {}, kept, characters)
    planned = [] if request.plan is None else [format_plan(request.plan, request.sentences)]
    cast_lines = (text for pair in request.cast for text in pair)
    told = (*request.sentences, *cast_lines, *planned, request.drawing.negative_prompt)
    own, added = " ".join(told), " ".join((*(each.prompt for each in requests), requests[0].negative_prompt))
    # All frames are conditioned by what came before them; the first only where cast lines did.
    checkpoint = engine.info.context if trained else None
    first = checkpoint if request.cast else None
    checkpoints = (first, *[checkpoint] * (len(request.sentences) - 1))
    return StoryDrawings(
        drawings=tuple(begun.get(index) for index in range(len(requests))),
        frames=tuple(
            (text, _planned(request.plan, index) if request.plan else _names(each, begun.get(index)))
            for index, (text, each) in enumerate(zip(request.sentences, read, strict=True))
        ),
        contexts=tuple(each or shared[index] if index in begun else None for index, each in enumerate(checkpoints)),
        ignored_words=typed(own, (word for index in drawn for word in conditionings[index].ignored_words), added),
        read_as=tuple(
            dict.fromkeys(
                pair for index in drawn for pair in conditionings[index].read_as if typed(own, pair[:1], added)
            )
        ),
    )


def alone(request: StoryRequest, index: int, info: EngineInfo | None = None) -> ImageRequest:
    """A frame as a picture by itself: the same picture, unless a context encoder conditions the story's frames.

    `info` is the engine's that will draw it; without, it is not shown the sheets of who is on stage.
    """
    cast = cast_of(request.sentences, request.cast)
    prompt = _prompts(request, cast, trained=False)[index]
    sheets = _shown(info, request, read_cast(request, cast))[index] if info and request.sheets else ()
    drawing = replace(request.drawing, references=(*request.drawing.references, *sheets))
    return replace(drawing, prompt=prompt, seed=request.seed_of(index), num_images=1)


def read_cast(request: StoryRequest, cast: Sequence[SentenceCast]) -> Sequence[SentenceCast]:
    """Who is on stage in each sentence, told in the story or alone."""
    return cast if request.context else [cast_of([_plain(text)])[0] for text in request.sentences]


def _requests(
    info: EngineInfo,
    request: StoryRequest,
    read: Sequence[SentenceCast],
    prompts: Sequence[str],
    shown: Sequence[tuple[tuple[Reference, ...], Sequence[Image.Image]]],
) -> list[DrawingRequest]:
    """One for every sentence, with who has to be on stage; `shown` are the sheets, and all pictures to look at."""
    given = request.drawing.references
    requests = [
        drawing_request(
            info,
            replace(request.drawing, references=(*given, *own)),
            prompt,
            request.seed_of(index),
            references=pictures,
        )
        for index, (prompt, (own, pictures)) in enumerate(zip(prompts, shown, strict=True))
    ]
    if request.plan:
        frames = zip(requests, request.plan.frames, strict=True)
        return [replace(each, figures=figures_of_frame(frame)) for each, frame in frames]
    return [replace(each, figures=told.guidance, joined=told.joins) for each, told in zip(requests, read, strict=True)]


def _shown(info: EngineInfo, request: StoryRequest, read: Sequence[SentenceCast]) -> list[tuple[Reference, ...]]:
    """The sheets of who is on stage in each frame, in order, as many as there is room for."""
    given = request.drawing.references
    room = max(0, min(info.references, MAX_REFERENCES) - is_shown(info, request.drawing) - len(given))
    own = {name.casefold(): Reference(each.sha256, name) for name, each in request.sheets}
    planned = [_planned(request.plan, k) if request.plan else _told(each) for k, each in enumerate(read)]
    frames = []
    for names in planned:
        found = (own.get(name.casefold()) for name in names)
        new = {each.sha256: each for each in found if each and each.sha256 not in {one.sha256 for one in given}}
        frames.append(tuple(new.values())[:room])
    return frames


def _prompts(request: StoryRequest, cast: Sequence[SentenceCast], *, trained: bool) -> list[str]:
    """What every sentence is drawn from, by a model with a `trained` context encoder or without one."""
    plain = [_plain(text) for text in request.sentences]
    if request.plan is None and (trained or not request.context):
        return plain
    read = planned(request.sentences, cast) if request.context else plan_story(request.sentences, context=False)
    wanted = request.plan or read
    frames = zip(plain, cast, read.frames, wanted.frames, strict=True)
    if trained or not request.context:
        return [changed_prompt(text, each, other) for text, _, each, other in frames]
    return [prompt_of(*each) for each in frames]


def _conditionings(
    engine: LoadedEngine, request: StoryRequest, requests: Sequence[DrawingRequest], trained: bool
) -> Sequence[Conditioning]:
    """Encode all sentences; with a trained encoder, in the context of the cast lines and of each other."""
    introductions = [f"{name} is {description}." for name, description in request.cast] if trained else []
    prompts = introductions + [each.prompt for each in requests]
    negative_prompts = [requests[0].negative_prompt] * len(prompts)
    conditionings = encoded(engine, prompts, negative_prompts, requests[0].loras)
    if trained and offers_context(engine):
        from story.conditioning import in_context, module_of  # torch, only where a story is drawn with it

        seed, causal = request.drawing.seed, request.causal
        return in_context(module_of(engine), conditionings, seed=seed, causal=causal)[len(introductions) :]
    return conditionings


def _plain(sentence: str) -> str:
    """The sentence as drawn alone; the mark for an empty stage becomes words."""
    if not sentence.startswith(NO_CAST):
        return sentence
    place = sentence.removeprefix(NO_CAST).strip().rstrip(".")
    return f"{place}, nobody there." if place else "Nobody is there."


def _planned(plan: StoryPlan, index: int) -> tuple[str, ...]:
    """Who is on stage in a frame as it was planned, as people call them."""
    return tuple(each.name or each.looks for each in plan.frames[index].characters)


def _told(cast: SentenceCast) -> tuple[str, ...]:
    """Who is on stage as the sentence was read, as people call them."""
    return tuple(member.name or member.description for member in cast.members)


def _names(cast: SentenceCast, drawing: Drawing | None) -> tuple[str, ...]:
    """Who is in a picture, by name or looks: as it was told to show them, where it can tell, or else as it was read."""
    names = _told(cast)
    if drawing is None or not tells_cast(drawing):
        return names
    known = drawing.request.figures is not None
    members = {cast.figure_members[each] for each in drawing.shown if known and isinstance(each, int)}
    others = [each for each in drawing.shown if isinstance(each, str)]
    return (*(name for index, name in enumerate(names) if index in members), *others)
