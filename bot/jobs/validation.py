"""What may be drawn at all: every limit of a request, and what the engine can draw."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.characters import check_characters
from bot.commands.options import MAX_AUTHOR, MAX_SEED, MAX_TITLE
from bot.domain.errors import Refused
from bot.domain.limits import Limits
from bot.domain.media import VIDEO_FORMATS
from bot.domain.requests import DescribeRequest, EnlargeRequest, InspireRequest, PlanRequest, Request, VideoRequest
from bot.text import escape_markdown
from generation.engine import MAX_REFERENCES, EngineInfo, ImageRequest
from generation.request.resolve import check_drawing_request
from generation.tools.upscaler import FACTORS
from story.pages.panels import LAYOUTS, PAPERS
from story.plans.notation import format_plan
from story.plans.plan import StoryPlan, contradicted
from story.request import StoryRequest

MAX_CHAOS = 100
MAX_SHEETS = 50
MAX_PLAN = 5  # how many times as long as its story a plan may be


def check(request: Request, limits: Limits, info: EngineInfo | None) -> None:
    """Refuse what breaks a limit or what the engine cannot draw, wherever it came from; raises UserError.

    Without `info` nobody knows yet what the engine can draw.
    """
    match request:
        case ImageRequest():
            _check_drawing(request, (request.prompt,), limits, info)
        case StoryRequest():
            _check_story(request, limits, info)
        case PlanRequest():
            _check_story(request.story, limits, info)
        case VideoRequest():
            _check_video(request, limits, info)
        case EnlargeRequest() if request.factor not in FACTORS:
            raise Refused("A picture can be made 2 or 4 times as large.")
        case EnlargeRequest() | DescribeRequest():
            pass
        case InspireRequest():
            _check_theme(request, limits)


def _check_video(request: VideoRequest, limits: Limits, info: EngineInfo | None) -> None:
    if request.format not in VIDEO_FORMATS:
        raise Refused(f"A video is one of {', '.join(VIDEO_FORMATS)}.")
    if request.request.num_images != 1:
        raise Refused("A video shows how one picture came to be: ask for one.")
    check(request.request, limits, info)


def _check_theme(request: InspireRequest, limits: Limits) -> None:
    _check_seed(request.seed)
    if len(request.theme) > limits.prompt_length:
        raise Refused(f"That is too long: at most {limits.prompt_length:,} characters are read.")
    check_characters(request.theme)


def _check_story(request: StoryRequest, limits: Limits, info: EngineInfo | None) -> None:
    count = len(request.sentences)
    if not 1 <= count <= limits.sentences:
        raise Refused(f"A story has 1 to {limits.sentences} sentences, not {count}.", field="prompt")
    if request.drawing.num_images > 1:
        raise Refused("One request draws one picture, a story one per sentence.")
    if max(len(request.seeds), len(request.kept)) > count:
        raise Refused(f"There are more seeds or pictures than the {count} sentences of the story.")
    if len(request.sheets) > MAX_SHEETS or not all(each.sha256 for _, each in request.sheets):
        raise Refused(f"A story has at most {MAX_SHEETS} stored sheets of its characters.")
    if request.plan is not None:
        _check_plan(request.plan, request, limits)
    cast = tuple(words for line in request.cast for words in line)
    _check_drawing(request.drawing, request.sentences, limits, info, cast)
    for index in range(count):
        _check_seed(request.seed_of(index))
    if request.layout not in ("", *LAYOUTS) or request.paper not in ("", *PAPERS):
        raise Refused(f"A page is laid out as {', '.join(LAYOUTS)}, on {', '.join(PAPERS)}.")
    _check_title(request)


def _check_title(request: StoryRequest) -> None:
    for field, text, most in (("title", request.title, MAX_TITLE), ("author", request.author, MAX_AUTHOR)):
        if len(text) > most:
            raise Refused(f"That is too long: the {field} has at most {most} characters.", field=field)
        check_characters(text)


def _check_plan(plan: StoryPlan, request: StoryRequest, limits: Limits) -> None:
    if len(plan.frames) != len(request.sentences):
        raise Refused(f"The plan has {len(plan.frames)} pictures and the story {len(request.sentences)} sentences.")
    text = format_plan(plan, request.sentences)
    if len(text) > MAX_PLAN * limits.prompt_length:
        raise Refused("The plan is too long: shorten what it says of its pictures.")
    for number, frame in enumerate(plan.frames, 1):
        if name := contradicted(frame):
            both = f"Picture {number} of the plan has {escape_markdown(name)} both in `who` and in `absent`"
            raise Refused(f"{both}: leave the name in the one that is meant.")
    check_characters(text)


def _check_drawing(
    drawing: ImageRequest, texts: Sequence[str], limits: Limits, info: EngineInfo | None, cast: Sequence[str] = ()
) -> None:
    if not 1 <= drawing.num_images <= limits.images:
        raise Refused(f"One request draws 1 to {limits.images} images.", field="num_images")
    _check_seed(drawing.seed)
    if len(drawing.references) > MAX_REFERENCES or not all(each.sha256 for each in drawing.references):
        raise Refused(f"At most {MAX_REFERENCES} stored pictures can be looked at.", field="references")
    if drawing.control is not None and not drawing.control.sha256:
        raise Refused("A stored picture can be followed, and there is none.", field="control")
    if not 0 <= drawing.chaos <= MAX_CHAOS:
        raise Refused(f"Chaos is a whole number from 0 to {MAX_CHAOS}.", field="chaos")
    if max(sum(map(len, (*texts, *cast))), len(drawing.negative_prompt)) > limits.prompt_length:
        raise Refused(f"That is too long: at most {limits.prompt_length:,} characters are drawn.", field="prompt")
    for text in texts:
        check_characters(text)
        if info is not None:
            check_drawing_request(info, drawing, text)
    check_characters("\n".join((*cast, drawing.negative_prompt)))


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= MAX_SEED:
        raise Refused(f"A seed is a whole number from 0 to {MAX_SEED}.", field="seed")
