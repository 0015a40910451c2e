"""What a request costs: steps × pixels × pictures, in credits."""

from __future__ import annotations

import math

from bot.domain.requests import DescribeRequest, EnlargeRequest, InspireRequest, PlanRequest, Request, VideoRequest
from generation.engine import EngineInfo, ImageRequest
from generation.request.references import is_shown
from generation.request.sizes import image_size
from story.request import StoryRequest

STEP_PIXELS_PER_CREDIT = 2**20


ENLARGE_STEPS = 2  # what enlarging costs per pixel of its result, in steps of drawing it


WORDS_CREDITS = 1  # for a description or for ideas


def cost(request: Request, info: EngineInfo) -> int:
    """Credits for a request, at least one unless nothing is drawn. Raises EngineError where it has no size."""
    if isinstance(request, DescribeRequest | InspireRequest):
        return WORDS_CREDITS
    return math.ceil(work(request, info) / STEP_PIXELS_PER_CREDIT)


def work(request: Request, info: EngineInfo) -> int:
    """Steps × pixels × pictures; words are one piece of work. Raises EngineError where it has no size."""
    match request:
        case ImageRequest():
            return _drawing_work(request, request.num_images, info)
        case StoryRequest():
            drawn = sum(not request.is_kept(index) for index in range(len(request.sentences)))
            return _drawing_work(request.drawing, drawn, info) if drawn else 0
        case VideoRequest():  # drawn once more
            return work(request.request, info)
        case EnlargeRequest():
            return ENLARGE_STEPS * info.width * info.height * request.factor**2
        case DescribeRequest() | InspireRequest():
            return 1
        case PlanRequest():  # free: what is drawn from it is paid
            return 0


def _drawing_work(drawing: ImageRequest, images: int, info: EngineInfo) -> int:
    """Over a picture to start from only a share of the steps is drawn.

    A picture that the denoiser reads beside its own at every step, as those do that start from none, is as much work as
    one more; an IP-Adapter reads it once.
    """
    steps = info.num_inference_steps if drawing.num_inference_steps is None else drawing.num_inference_steps
    if drawing.image is not None and drawing.strength is not None:
        steps = max(1, math.ceil(steps * drawing.strength))
    width, height = image_size(info, drawing.aspect_ratio)
    read = 0 if info.takes_strength else len(drawing.references) + is_shown(info, drawing)
    return steps * width * height * images * (1 + read)
