"""Who looks at whom in a story, and what has to be drawn before the one who looks is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import ref

import torch
from torch import Tensor

from generation.engine import EngineError
from generation.engines.diffusers.autoencoder import encode
from generation.engines.diffusers.denoising import LatentFamily
from generation.engines.diffusers.sharing.attention import SharedAttention
from generation.engines.diffusers.sharing.layouts import LAYOUTS
from generation.engines.diffusers.sharing.shares import Look, Share
from generation.engines.diffusers.types import LatentDrawing
from generation.shared_attention import StoryFrame

MOST_LOOKS = 3  # characters that one frame looks at: each makes some of its attention an eighth longer
SHARED, SHARED_WHOLE = "shared attention", "shared attention of whole pictures"


@dataclass(eq=False)
class Still:
    """A picture that is there already, looked at as if it were being drawn: with the noise of the same step in it."""

    drawing: LatentDrawing  # as it began, or would have
    picture: Tensor  # (1, C, h, w), its latents without noise
    noise: Tensor  # (1, C, h, w)
    share: Share
    done: int = 0  # steps in which it was looked at

    def beside(self, reader: LatentDrawing, family: LatentFamily) -> LatentDrawing:
        """As it is at the step of somebody who looks at it, whose scheduler it borrows and leaves as it is."""
        latents = family.add_noise(reader.scheduler, self.picture, self.noise, reader.timestep[None])
        same = {"scheduler": reader.scheduler, "step": reader.step, "skipped": reader.skipped, "beside": reader.beside}
        return replace(self.drawing, latents=latents, shared=self.share, **same)


def story_sharing(family: Any, strength: float) -> StorySharing:
    """The sharing of a family's pipeline; raises `EngineError` where its attention cannot be shared."""
    name = type(family.pipeline).__name__
    if name not in LAYOUTS:
        raise EngineError(f"engine.options.shared_attention does not go with {name}: leave it out.")
    return StorySharing(family, strength)


class StorySharing:
    """The stories of one pipeline, each a group of drawings that know of each other and of nobody else."""

    def __init__(self, family: LatentFamily, strength: float) -> None:
        self._family = family
        self._attention = SharedAttention(family.pipeline, LAYOUTS[type(family.pipeline).__name__], strength)
        family.among = self._attention.among

    def share(self, frames: Sequence[StoryFrame]) -> list[str | None]:
        """As `SharingEngine` promises it.

        Whom a kept frame shows is looked at there, as what stays cannot change any more; others in the first frame
        that shows them.
        """
        shares = [self._share(frame) for frame in frames]
        stills: dict[int, Still] = {}
        for index, frame in enumerate(frames):
            if frame.drawing is not None:
                found = list(_found(frames, index, self._takes_stills))[:MOST_LOOKS]
                self._look(frames, shares, stills, index, found)
        for frame, share in zip(frames, shares, strict=True):
            if frame.drawing is not None and (share.looks or share.wanted):
                drawing: Any = frame.drawing
                drawing.shared = share
        return [_held_together(frame, share) for frame, share in zip(frames, shares, strict=True)]

    def _look(
        self,
        frames: Sequence[StoryFrame],
        shares: Sequence[Share],
        stills: dict[int, Still],
        index: int,
        found: Sequence[tuple[int, int, int]],
    ) -> None:
        drawing: Any = frames[index].drawing  # one of this engine's
        for _, other, theirs in found:
            shares[other].wanted.add(theirs)
            if all(each() is not drawing for each in shares[other].readers):
                shares[other].readers.append(ref(drawing))
            if frames[other].drawing is None and other not in stills:
                stills[other] = self._still(frames[other], shares[other])
        sources = (frames[other].drawing or stills[other] for _, other, _ in found)
        shares[index].looks = tuple(
            Look(own, theirs, shares[other], source)
            for (own, other, theirs), source in zip(found, sources, strict=True)
        )

    @property
    def _takes_stills(self) -> bool:
        """Whether a picture can be looked at that is there already: one that it could start from, too."""
        own = self._family.defaults
        return own.starts_from_image and own.takes_strength

    def _share(self, frame: StoryFrame) -> Share:
        told: Any = frame.conditioning
        length = told.prompt_embeds.shape[1]
        places = [self._family.places(told.prompt, each.words) for each in frame.characters]
        return Share(frame.request.seed, tuple(tuple(each for each in one if each < length) for one in places))

    @torch.no_grad()
    def _still(self, frame: StoryFrame, share: Share) -> Still:
        family, request = self._family, replace(frame.request, image=None, strength=None, mask=None)
        drawing = family.begin(request, frame.conditioning)  # type: ignore[arg-type]  # as this engine encodes them
        assert frame.picture is not None
        size = (request.width, request.height)
        picture = encode(family.pipeline.vae, frame.picture.resize(size), None, family.device).to(family.device)
        noise = torch.randn(picture.shape, generator=torch.Generator().manual_seed(request.seed))
        return Still(drawing, picture, noise.to(family.device), share)

    def waves(self, drawings: Sequence[LatentDrawing]) -> Iterator[Sequence[LatentDrawing]]:
        """These, in calls one after the other, and before them those whom they look at and who are not as far yet.

        What is yielded has to be advanced before the next is asked for.
        """
        if not any(drawing.shared is not None and drawing.shared.looks for drawing in drawings):
            yield drawings
            return
        asked = set(map(id, drawings))
        for drawing in drawings:
            for source in _sources(drawing):
                while isinstance(source, LatentDrawing) and _is_behind(source, drawing, asked):
                    yield from self.waves([source])
        self._see(drawings)
        yield from self._levels(drawings, asked)

    @torch.no_grad()
    def _see(self, drawings: Sequence[LatentDrawing]) -> None:
        """The pictures that these look at, as they are at the step that comes now."""
        due: dict[Still, LatentDrawing] = {}  # each with one of those who look at it
        for drawing in drawings:
            for source in _sources(drawing):
                if isinstance(source, Still) and source.done <= drawing.step:
                    due.setdefault(source, drawing)
        rows = defaultdict(list)
        for still, drawing in due.items():
            row = still.beside(drawing, self._family)
            rows[row.shape_key].append(row)
        for each in rows.values():
            self._family.predictions(each)
        for still, drawing in due.items():
            still.done = drawing.step + 1

    def _levels(self, drawings: Sequence[LatentDrawing], asked: set[int]) -> Iterator[list[LatentDrawing]]:
        """All at once where their prompts stack; where not, who is looked at comes first."""
        levels: dict[int, int] = {}

        def level(drawing: LatentDrawing) -> int:
            if id(drawing) not in levels:
                before = [each for each in _sources(drawing) if id(each) in asked and each.step == drawing.step]
                levels[id(drawing)] = max(
                    (level(each) + (not self._stack(each, drawing)) for each in before), default=0
                )
            return levels[id(drawing)]

        waves = defaultdict(list)
        for drawing in drawings:
            waves[level(drawing)].append(drawing)
        yield from (waves[number] for number in sorted(waves))

    def _stack(self, one: LatentDrawing, other: LatentDrawing) -> bool:
        """Whether two drawings are asked for in one call of the model."""
        start = 2 if self._family.pads_prompts else 1
        told = [(each.conditioning.prompt_embeds, each.conditioning.negative_prompt_embeds) for each in (one, other)]
        first, second = ([None if each is None else each.shape[start:] for each in pair] for pair in told)
        return first == second


def _found(frames: Sequence[StoryFrame], index: int, stills: bool) -> Iterator[tuple[int, int, int]]:
    """(own character, other frame, theirs) for each character that another frame shows which can be looked at."""
    own = frames[index].characters
    kept = [k for k, frame in enumerate(frames) if frame.drawing is None and frame.picture is not None and stills]
    kept.sort(key=lambda k: -len(_keys(frames[k]) & _keys(frames[index])))  # few that show many: each is a row more
    before = [k for k in range(index) if frames[k].drawing is not None]
    for number, character in enumerate(own):
        if character.key in {each.key for each in own[:number]}:
            continue
        other = next((k for k in (*kept, *before) if character.key in _keys(frames[k])), None)
        if other is not None:
            yield number, other, [each.key for each in frames[other].characters].index(character.key)


def _keys(frame: StoryFrame) -> set[str]:
    return {each.key for each in frame.characters}


def _held_together(frame: StoryFrame, share: Share) -> str | None:
    if frame.drawing is None or not share.looks:
        return None
    found = all(share.places[look.own] and look.share.places[look.theirs] for look in share.looks)
    return SHARED if found else SHARED_WHOLE


def _sources(drawing: LatentDrawing) -> list[Any]:
    """Whom a drawing looks at, each once."""
    looks = () if drawing.shared is None else drawing.shared.looks
    return list(dict.fromkeys(look.source for look in looks))


def _is_behind(source: LatentDrawing, drawing: LatentDrawing, asked: set[int]) -> bool:
    return source.step < drawing.step or (source.step == drawing.step and id(source) not in asked)
