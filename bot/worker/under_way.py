"""A job while it is drawn, and how far it is: drawings that are begun again must not make a bar go backwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from PIL import Image

from bot.worker.images import preview_jpeg
from bot.worker.messages import StartJob
from bot.worker.plans import Plan
from generation.engine import Drawing, EngineError
from generation.errors import is_device_lost
from generation.loop import DrawingLoop
from generation.tools.safety_checker import ImageRejected

PREVIEW_SHARE = 10  # previews may cost one part in this many of the time
FILM_SIDE = 512  # pixels of the longer side of what a process video is made of
FIRST_SHARE = Fraction(9, 10)  # of the bar, for the drawings of a job some of which may be drawn again


class Course:
    """Steps done and steps in all, over every round of drawings. The steps are those really done, and tell of life.

    The first round has the most of the bar, each further one half of what is left.
    """

    def __init__(self, most_redraws: int) -> None:
        self.rounds = 0  # that are over
        self._steps = 0  # of those
        self._begun, self._end = Fraction(0), FIRST_SHARE if most_redraws else Fraction(1)  # of this round
        self._shown = Fraction(0)

    def next_round(self, steps: int) -> None:
        """The one before had so many steps."""
        self.rounds += 1
        self._steps += steps
        self._begun, self._end = self._end, (1 + self._end) / 2

    def told(self, step: int, steps: int) -> tuple[int, int]:
        """From those of the round: what people are shown, whose share never falls."""
        done = self._steps + step
        if not done:
            return 0, ceil(steps / self._end)
        number = ceil(done / (self._begun + (self._end - self._begun) * Fraction(step, max(1, steps))))
        if Fraction(done, number) < self._shown:
            number = floor(done / self._shown)
        self._shown = Fraction(done, number)
        return done, number


@dataclass(slots=True)
class UnderWay:
    """What the loop knows of one job."""

    draw: StartJob
    plan: Plan
    loop: DrawingLoop
    course: Course
    began: float = field(default_factory=time.monotonic)
    report_due: float = 0.0
    preview_due: float = 0.0
    previews: list[bytes] = field(default_factory=list)  # one per step, where the plan wants them

    def record_preview(self) -> None:
        """Keep how it looks now, if it has advanced."""
        if self.plan.records_previews and self.loop.progress(self.draw.job_id)[0] > len(self.previews):
            self.previews.append(preview_jpeg(self.loop.preview(self.draw.job_id), FILM_SIDE))

    def preview(self) -> bytes:
        """How it looks now; the next one is due when it costs little beside the drawing itself."""
        began = time.monotonic()
        jpeg = preview_jpeg(self.loop.preview(self.draw.job_id))
        self.preview_due = (now := time.monotonic()) + PREVIEW_SHARE * (now - began)
        return jpeg

    def progress(self) -> tuple[int, int]:
        """Steps done, and steps in all."""
        return self.course.told(*self.loop.progress(self.draw.job_id))

    def take(self, check: Callable[[Image.Image], None], *, broke: bool) -> list[Image.Image | None]:
        """The pictures of a round that is over, and None where `check` objects or nothing came of it.

        Raises what `check` and the engine do in the first round. Later there is a picture of each already: what then
        fails, or `broke` before its end, is no loss.
        """
        drawings = self.plan.drawings
        if broke:
            self.loop.drop(self.draw.job_id)
            return [None] * len(drawings)
        try:
            pictures = self.loop.take(self.draw.job_id) if drawings else []
        except EngineError as error:
            if not self.course.rounds or is_device_lost(error):
                raise
            return [None] * len(drawings)
        return [self._checked(picture, check) for picture in pictures]

    def _checked(self, picture: Image.Image, check: Callable[[Image.Image], None]) -> Image.Image | None:
        try:
            check(picture)
        except ImageRejected:
            if not self.course.rounds:
                raise
            return None
        return picture

    def goes_on(self, pictures: Sequence[Image.Image | None]) -> bool:
        """Whether something is drawn again, now that the round is over."""
        steps = sum(each.num_steps for each in self.plan.drawings)
        drawings: Sequence[Drawing] = self.plan.again(pictures) if steps else ()
        if drawings:
            self.course.next_round(steps)
            self.loop.add(self.draw.job_id, drawings)
        return bool(drawings)
