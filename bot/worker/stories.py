"""What a worker does for a story: its frames, those of them that are drawn again, and their page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from bot.domain.jobs import Outcome
from bot.worker.images import encode_frame, open_image, open_references, open_sheets, picture_frame, story_page
from bot.worker.messages import FramePayload, JobDone, StartJob
from bot.worker.tools import Tools
from generation.engine import Drawing, EngineError, LoadedEngine
from generation.errors import is_device_lost
from generation.provenance.png_metadata import facts_of
from story.panels.redraws import Redraws, redraw_request
from story.panels.stage import panels_of
from story.request import StoryRequest

log = logging.getLogger(__name__)


class StoryPlan:
    """One frame per sentence, and their page. Frames that are kept are sent back as they came.

    Where a panel checker is configured it looks at each frame, and those that fail are drawn again.
    """

    records_previews = False

    def __init__(self, engine: LoadedEngine, tools: Tools, draw: StartJob, request: StoryRequest) -> None:
        self._engine, self._draw, self._request = engine, draw, request
        self._references = open_references(request.drawing, draw.pictures)
        self._sheets = open_sheets(request, draw.pictures) if engine.info.references else {}
        self._kept = {k: draw.pictures[digest] for k, digest in enumerate(request.kept) if digest is not None}
        checker = tools.panel_checker
        self.redraws = 0 if checker is None else tools.panel_redraws
        # Beside each picture: its drawing, and what holds it together with the others.
        self._looked = Redraws[tuple[Drawing, str | None]](checker, panels_of(request) if checker else (), self.redraws)
        self._begin(request)
        self._first = self._story  # with what is said of the words

    def _begin(self, request: StoryRequest) -> None:
        from story.draw import story_drawings  # torch, where a trained context encoder is there

        kept = {}
        if self._engine.info.shares_attention:  # frames look at those that stay
            kept = {k: open_image(content) for k, content in self._kept.items()} | self._looked.pictures
        kept = {k: picture for k, picture in kept.items() if request.is_kept(k)}
        self._story = story_drawings(self._engine, request, self._references, self._sheets, kept)
        self._due = [k for k, each in enumerate(self._story.drawings) if each is not None]
        self.drawings = [each for each in self._story.drawings if each is not None]

    def again(self, pictures: Sequence[Image.Image | None]) -> Sequence[Drawing]:
        drawn = zip(self._due, pictures, self.drawings, strict=True)
        due = self._looked.look({k: (picture, (each, self._story.contexts[k])) for k, picture, each in drawn})
        if not due:
            return ()
        try:
            self._begin(redraw_request(self._request, due))
        except EngineError as error:  # there are pictures of all frames: the story is told with those
            if is_device_lost(error):
                raise
            log.warning("no frame could be drawn again", exc_info=error)
            return ()
        return self.drawings

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        """Of all pictures that `again` has seen."""
        kept = {k: open_image(content) for k, content in self._kept.items()}
        fresh, told = self._looked.drawn, self._first.frames
        shown = [picture for _, picture in sorted((self._looked.pictures | kept).items())]
        contexts = {k: facts_of(picture).get("context") for k, picture in kept.items()}
        contexts |= {k: context for k, (_, context) in fresh.items()}
        context = next(filter(None, (contexts[k] for k in range(len(told)))), None)
        drawings = [fresh[k][0] if k in fresh else None for k in range(len(told))]
        return JobDone(
            self._draw.job_id,
            self._draw.attempt,
            Outcome(context=context, ignored_words=self._first.ignored_words, read_as=self._first.read_as),
            frames=tuple(self._frame(k, picture) for k, picture in enumerate(shown)),
            page=story_page(shown, told, self._request, self._engine.info, context, drawings),
        )

    def _frame(self, k: int, picture: Image.Image) -> FramePayload:
        told = self._first.frames[k]
        if k not in self._looked.drawn:
            return picture_frame(picture, self._kept[k], self._request.seed_of(k), told)
        drawing, context = self._looked.drawn[k]
        frame = encode_frame(picture, drawing, self._engine.info, told, context)
        return replace(frame, checked=self._looked.check(k))
