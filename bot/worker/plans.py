"""What a worker does for each kind of request: the drawings it advances, and what becomes of their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from PIL import Image

from bot.domain.jobs import Outcome
from bot.domain.requests import DescribeRequest, EnlargeRequest, InspireRequest, PlanRequest, VideoRequest
from bot.worker.images import (
    encode_frame,
    open_image,
    open_mask,
    open_references,
    picture_frame,
)
from bot.worker.messages import JobDone, StartJob
from bot.worker.stories import StoryPlan
from bot.worker.tools import Tools
from generation.engine import Drawing, EngineInfo, ImageRequest, LoadedEngine
from generation.provenance.png_metadata import enlarged_png, facts_of
from generation.request.resolve import image_drawings
from generation.tools.upscaler import check_size
from story.coreference.cast import cast_of
from story.plans.director import plan_with
from story.plans.notation import format_plan
from story.request import StoryRequest


class Plan(Protocol):
    """One request, ready to be done."""

    @property
    def drawings(self) -> Sequence[Drawing]:
        """Not yet advanced; empty where nothing is to be drawn."""
        ...

    @property
    def records_previews(self) -> bool:
        """Whether `finish` wants a preview of every step."""
        ...

    @property
    def redraws(self) -> int:
        """How often the same picture may be drawn again before it is finished."""
        ...

    def again(self, pictures: Sequence[Image.Image | None]) -> Sequence[Drawing]:
        """What is drawn next, having seen these, None where nobody may; () where it can be finished with them.

        Asked each time that `drawings`, or what it gave itself, are drawn.
        """
        ...

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        """What is sent back, but for the time it took; raises EngineError."""
        ...


class DrawnOnce:
    """A plan whose pictures are good as they are."""

    redraws = 0

    def again(self, pictures: Sequence[Image.Image | None]) -> Sequence[Drawing]:
        return ()


def plan(engine: LoadedEngine, tools: Tools, draw: StartJob) -> Plan:
    """Raises EngineError for what cannot be done."""
    match draw.request:
        case ImageRequest():
            return ImagePlan(engine, draw, draw.request)
        case StoryRequest():
            return StoryPlan(engine, tools, draw, draw.request)
        case VideoRequest():
            return VideoPlan(engine, draw, draw.request)
        case EnlargeRequest():
            return EnlargePlan(engine.info, tools, draw, draw.request)
        case DescribeRequest():
            return DescribePlan(tools, draw, draw.request)
        case InspireRequest():
            return InspirePlan(tools, draw, draw.request)
        case PlanRequest():
            return PlanningPlan(tools, draw, draw.request)


class ImagePlan(DrawnOnce):
    """One prompt, drawn as often as it is asked for."""

    records_previews = False

    def __init__(self, engine: LoadedEngine, draw: StartJob, request: ImageRequest) -> None:
        picture = open_image(draw.pictures[request.image]) if request.image else None
        references = open_references(request, draw.pictures)
        control = open_image(draw.pictures[request.control.sha256]) if request.control else None
        [told] = cast_of([request.prompt])
        pictures = picture, told.guidance, references, open_mask(request, draw.pictures), control
        self._images = image_drawings(engine, request, *pictures)
        self._info, self._draw = engine.info, draw
        self.drawings = self._images.drawings

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        made = zip(pictures, self.drawings, self._images.prompts, strict=True)
        return JobDone(
            self._draw.job_id,
            self._draw.attempt,
            Outcome(ignored_words=self._images.ignored_words, read_as=self._images.read_as),
            frames=tuple(encode_frame(picture, each, self._info, (prompt, ())) for picture, each, prompt in made),
        )


class VideoPlan(DrawnOnce):
    """How a picture came to be: it is drawn once more and filmed."""

    records_previews = True

    def __init__(self, engine: LoadedEngine, draw: StartJob, request: VideoRequest) -> None:
        self._still = ImagePlan(engine, draw, request.request)
        self._request = request
        self.drawings = self._still.drawings

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        from story.exports.process_video import process_video, video_size
        from story.exports.video import FORMATS  # codecs, only where a video is made

        drawn, kind = self._still.finish(pictures, previews), self._request.format
        frame = drawn.frames[0]
        width, height = video_size((frame.width, frame.height), kind)
        video = process_video(previews, frame.png, kind, frame.sentence)
        film = replace(frame, png=video, width=width, height=height, mime=FORMATS[kind])
        return replace(drawn, frames=(film,))


UNKNOWN_MODEL = "a model that its file does not name"


class EnlargePlan(DrawnOnce):
    """A picture made larger; nothing is drawn. What its file tells of its drawing stays true, and stays."""

    records_previews = False
    drawings = ()

    def __init__(self, info: EngineInfo, tools: Tools, draw: StartJob, request: EnlargeRequest) -> None:
        self._picture = open_image(draw.pictures[request.image])
        check_size(*self._picture.size, request.factor)
        self._info, self._tools, self._draw, self._request = info, tools, draw, request

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        facts, request = facts_of(self._picture), self._request
        prompt, seed = str(facts.get("prompt", "")), int(facts.get("seed", 0))
        larger, name = self._tools.upscaler.upscale(self._picture, request.factor, prompt)
        png = enlarged_png(larger, self._picture, self._info, request.image, request.factor, name)
        frame = picture_frame(larger, png, seed, (prompt, ()))
        maker = str(facts.get("model") or UNKNOWN_MODEL)  # of the picture; what made it larger drew nothing
        outcome = Outcome(model=f"{maker}, enlarged by {name}", device=self._tools.upscaler_device)
        return JobDone(self._draw.job_id, self._draw.attempt, outcome, (frame,))


class DescribePlan(DrawnOnce):
    """A picture in words; nothing is drawn."""

    records_previews = False
    drawings = ()

    def __init__(self, tools: Tools, draw: StartJob, request: DescribeRequest) -> None:
        self._picture, self._describer = open_image(draw.pictures[request.image]), tools.describer
        self._device, self._draw = tools.describer_device, draw

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        words, name = self._describer.describe(self._picture), self._describer.name
        return JobDone(self._draw.job_id, self._draw.attempt, Outcome(text=words, model=name, device=self._device))


class InspirePlan(DrawnOnce):
    """Ideas for pictures; nothing is drawn."""

    records_previews = False
    drawings = ()

    def __init__(self, tools: Tools, draw: StartJob, request: InspireRequest) -> None:
        self._inspirer, self._draw, self._request = tools.inspirer, draw, request

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        inspirer, request = self._inspirer, self._request
        text = "\n".join(inspirer.inspire(request.theme, request.seed))
        outcome = Outcome(text=text, model=inspirer.name, device=inspirer.device)
        return JobDone(self._draw.job_id, self._draw.attempt, outcome)


class PlanningPlan(DrawnOnce):
    """What a story's pictures would show; nothing is drawn."""

    records_previews = False
    drawings = ()

    def __init__(self, tools: Tools, draw: StartJob, request: PlanRequest) -> None:
        self._tools, self._draw, self._story = tools, draw, request.story

    def finish(self, pictures: Sequence[Image.Image], previews: Sequence[bytes]) -> JobDone:
        story = self._story
        planned, who, remark = (story.plan, "you", "") if story.plan else plan_with(lambda: self._tools.director, story)
        text = f"# {' '.join(remark.split())}\n" if remark else ""
        outcome = Outcome(text=text + format_plan(planned, story.sentences), model=who, device="cpu")
        return JobDone(self._draw.job_id, self._draw.attempt, outcome)
