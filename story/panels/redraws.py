"""Which frames of a story are drawn again, from which seed, and which of their pictures is kept.

Nobody is asked or charged for it, so it is bounded: a frame is drawn again so many times at most, and all of them
together as often as the story has frames that were drawn.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from PIL import Image

from generation.errors import is_device_lost
from story.panels.checker import Check, Opinion, Panel, PanelChecker
from story.request import StoryRequest

_STRIDE, _SEEDS = 2_654_435_769, 2**32  # 2³² over the golden ratio: tries of neighbouring seeds do not meet
_WORST = float("-inf")
ALREADY_DRAWN = ""  # in `StoryRequest.kept`: a frame that stays and has no file yet

T = TypeVar("T")
log = logging.getLogger(__name__)


def redraw_seed(seed: int, attempt: int) -> int:
    """What a frame of this seed is drawn from the n-th time that it is drawn again: (seed + n × 2654435769) mod 2³²."""
    return (seed + attempt * _STRIDE) % _SEEDS


def redraw_request(request: StoryRequest, due: Mapping[int, int]) -> StoryRequest:
    """The same story with only the frames that are `due` drawn, each from the seed of its next time."""
    frames = range(len(request.sentences))
    seeds = tuple(redraw_seed(request.seed_of(k), due[k]) if k in due else request.seed_of(k) for k in frames)
    return replace(request, seeds=seeds, kept=tuple(None if k in due else ALREADY_DRAWN for k in frames))


@dataclass(slots=True)
class _Kept(Generic[T]):
    """What there is of one frame."""

    picture: Image.Image
    drawn: T
    opinion: Opinion | None  # None: nobody could tell
    reasons: tuple[str, ...]  # what was wrong with the first picture
    tries: int = field(default=1)


class Redraws(Generic[T]):
    """The pictures of one story while they are looked at. `T` is what its caller keeps beside each picture."""

    def __init__(self, checker: PanelChecker | None, panels: Sequence[Panel], most: int) -> None:
        """`most`: how often one frame is drawn again; nobody looks without a checker."""
        self._checker, self._panels, self._most = checker, panels, most
        self._kept: dict[int, _Kept[T]] = {}
        self._left = 0  # of all

    def look(self, drawn: Mapping[int, tuple[Image.Image | None, T]]) -> dict[int, int]:
        """Take pictures by frame, None for one that nobody may see; which frames to draw again, and for which time.

        A picture is kept in place of an earlier one only where the checker likes it better.
        """
        self._left += sum(index not in self._kept for index in drawn)
        for index, (picture, beside) in drawn.items():
            opinion = None if picture is None else self._opinion(index, picture)
            if (kept := self._kept.get(index)) is None:
                if picture is not None:
                    reasons = opinion.reasons if opinion else ()
                    self._kept[index] = _Kept(picture, beside, opinion, reasons)
                continue
            kept.tries += 1
            if picture is not None and opinion is not None and _rank(opinion) > _rank(kept.opinion):
                kept.picture, kept.drawn, kept.opinion = picture, beside, opinion
        failing = [
            index
            for index, kept in sorted(self._kept.items(), key=lambda each: _rank(each[1].opinion))
            if kept.opinion and kept.opinion.reasons and kept.tries <= self._most
        ]
        due = sorted(failing[: self._left])
        self._left -= len(due)
        return {index: self._kept[index].tries for index in due}

    @property
    def pictures(self) -> dict[int, Image.Image]:
        """The best picture of each frame so far."""
        return {index: kept.picture for index, kept in self._kept.items()}

    @property
    def drawn(self) -> dict[int, T]:
        """What was given beside each of them."""
        return {index: kept.drawn for index, kept in self._kept.items()}

    def check(self, index: int) -> Check | None:
        """What was found about a frame; None where nobody looked, or could tell."""
        kept = self._kept.get(index)
        if self._checker is None or kept is None or kept.opinion is None:
            return None
        score, still = round(kept.opinion.score, 4), kept.opinion.reasons
        return Check(self._checker.name, score, kept.tries - 1, kept.reasons, still)

    def _opinion(self, index: int, picture: Image.Image) -> Opinion | None:
        if self._checker is None:
            return None
        try:
            return self._checker.check(picture, self._panels[index])
        except Exception as error:  # a picture that is there is worth more than what somebody thinks of it
            if is_device_lost(error):
                raise
            log.exception("a frame could not be checked")
            return None


def _rank(opinion: Opinion | None) -> tuple[bool, float]:
    """What fails is worse than all that does not."""
    return (False, _WORST) if opinion is None else (not opinion.reasons, opinion.score)
