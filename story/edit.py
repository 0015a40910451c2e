"""A finished story → the request for the same story with something changed, drawing only what must be drawn.

Frames that stay are kept by their hash and come back byte for byte. All frames start from the story's seed, unless
they have one of their own, and go with their frame when it moves. Nothing here draws, stores or asks anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from generation.errors import UserError
from story.coreference.cast import cast_of
from story.plans.plan import PlannedFrame, StoryPlan
from story.plans.rules import plan_story
from story.request import StoryRequest
from story.sentences import NO_CAST, NO_CAST_MARK


class EditError(UserError):
    """A change that cannot be made; its sentence says what to do instead."""


@dataclass(frozen=True, slots=True)
class StoryEdit:
    """The changed story. Indices (0-based) are those of its own frames."""

    request: StoryRequest
    drawn: tuple[int, ...]  # frames that will be drawn
    stale: tuple[int, ...] = ()  # kept frames whose sentences mean another cast now: they show what was meant before


@dataclass(frozen=True, slots=True)
class _Frame:
    """One frame of a story while it is being changed."""

    sentence: str
    seed: int | None = None  # its own
    kept: str | None = None  # its stored picture, if it stays
    origin: int | None = None  # its index before the change
    plan: PlannedFrame | None = None  # what somebody planned for it; None: what the rules read


def redo_panel(request: StoryRequest, frames: Sequence[str], index: int, new_seed: int) -> StoryEdit:
    """The frame drawn again from another seed. `frames`: the SHA-256 of every frame there is, here and below."""
    panels = _frames(request, frames)
    _check(panels, index)
    panels[index] = replace(panels[index], seed=new_seed, kept=None)
    return _edit(request, panels)


def edit_sentence(request: StoryRequest, frames: Sequence[str], index: int, sentence: str) -> StoryEdit:
    """The frame drawn for another sentence, from the seed it had."""
    panels = _frames(request, frames)
    _check(panels, index)
    words = _one(sentence)
    if words == panels[index].sentence:
        raise EditError(f"Picture {index + 1} has this sentence already: redo it for another picture of the same.")
    panels[index] = replace(panels[index], sentence=words, kept=None, plan=None)
    return _edit(request, panels)


def insert_panel(request: StoryRequest, frames: Sequence[str], index: int, sentence: str, most: int) -> StoryEdit:
    """A new frame at `index`, behind the last one at most; the story has `most` frames at most."""
    panels = _frames(request, frames)
    if not 0 <= index <= len(panels):
        raise EditError(f"The story has {len(panels)} pictures: insert one at 1 to {len(panels) + 1}.")
    _check_room(len(panels) + 1, most)
    panels.insert(index, _Frame(_one(sentence)))
    return _edit(request, panels)


def remove_panel(request: StoryRequest, frames: Sequence[str], index: int) -> StoryEdit:
    """The story without this frame; nothing is drawn but its page."""
    panels = _frames(request, frames)
    _check(panels, index)
    if len(panels) == 1:
        raise EditError("This is the story's only picture: edit its sentence, or tell another story.")
    del panels[index]
    return _edit(request, panels)


def continue_story(
    request: StoryRequest,
    frames: Sequence[str],
    sentences: Sequence[str],
    most: int,
    cast: Sequence[tuple[str, str]] = (),
) -> StoryEdit:
    """More sentences at the end, and whom they introduce; the story has `most` frames at most."""
    panels = _frames(request, frames)
    if not sentences:
        raise EditError("Write how the story goes on.")
    _check_room(len(panels) + len(sentences), most)
    known = {name.casefold() for name, _ in request.cast}
    if twice := [name for name, _ in cast if name.casefold() in known]:
        raise EditError(f"The story knows {twice[0]} already: leave out the line that introduces them.")
    panels += [_Frame(_one(sentence)) for sentence in sentences]
    return _edit(request, panels, cast=(*request.cast, *cast))


def restyle(request: StoryRequest, frames: Sequence[str], style: str | None) -> StoryEdit:
    """Every frame in another style, from the seeds they had, with the same cast; None: in no style."""
    if style == request.drawing.style:
        raise EditError("The story is drawn in this style already: choose another one.")
    panels = [replace(each, kept=None) for each in _frames(request, frames)]
    return _edit(request, panels, drawing=replace(request.drawing, style=style))


def _frames(request: StoryRequest, frames: Sequence[str]) -> list[_Frame]:
    if len(frames) != len(request.sentences):
        raise ValueError(f"a story of {len(request.sentences)} sentences has not {len(frames)} frames")
    seeds = [*request.seeds, *[None] * len(frames)]
    plans = request.plan.frames if request.plan else [None] * len(frames)
    told = zip(request.sentences, seeds, frames, range(len(frames)), plans, strict=False)
    return [_Frame(*each) for each in told]


def _edit(request: StoryRequest, panels: Sequence[_Frame], **changes: Any) -> StoryEdit:
    """The request that `panels` describes, and what becomes of its frames."""
    sentences = tuple(each.sentence for each in panels)
    seeds, kept = tuple(each.seed for each in panels), tuple(each.kept for each in panels)
    changed = replace(
        request,
        sentences=sentences,
        seeds=seeds if any(each is not None for each in seeds) else (),
        kept=kept if any(each is not None for each in kept) else (),
        **changes,
    )
    changed = replace(changed, drawing=replace(changed.drawing, prompt=" ".join(sentences)))
    if request.plan:  # what is new is planned by the rules, for the story as it is now
        read = plan_story(sentences, changed.cast, context=changed.context)
        plans = tuple(each.plan or told for each, told in zip(panels, read.frames, strict=True))
        changed = replace(changed, plan=StoryPlan(plans))
    drawn = tuple(index for index, each in enumerate(panels) if each.kept is None)
    stale: tuple[int, ...] = ()  # the kept frames that would be drawn from other words now
    if (
        request.context and not request.plan
    ):  # alone, a sentence means what it says; a frame keeps what was planned for it
        meant, means = cast_of(request.sentences, request.cast), cast_of(changed.sentences, changed.cast)
        origins = [each.origin if each.kept is not None else None for each in panels]
        stale = tuple(at for at, origin in enumerate(origins) if origin is not None and meant[origin] != means[at])
    return StoryEdit(changed, drawn, stale)


def _one(sentence: str) -> str:
    """The sentence of one frame, its mark for nobody written our way."""
    words = " ".join(sentence.split())
    if mark := NO_CAST_MARK.match(words):
        words = f"{NO_CAST} {words[mark.end() :]}".strip()
    if not words:
        raise EditError("Write the sentence for the picture.")
    return words


def _check(panels: Sequence[_Frame], index: int) -> None:
    if not 0 <= index < len(panels):
        raise EditError(f"The story has {len(panels)} pictures: choose one from 1 to {len(panels)}.")


def _check_room(count: int, most: int) -> None:
    if count > most:
        raise EditError(f"That would be {count} pictures, and a story has {most} at most: remove or shorten something.")
