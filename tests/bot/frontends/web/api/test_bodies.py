"""What is wrong with a body is said in the caller's own terms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bot.frontends.web.api.bodies import _invalid
from bot.frontends.web.api.openai_schemas import ImagesBody
from bot.frontends.web.api.schemas import ImageBody, StoryBody


@pytest.mark.parametrize(
    ("shape", "sent", "said"),
    [
        (ImagesBody, {"prompt": "a", "size": "1024X1024"}, "/size: Write it as in “1024x1024” or “auto”."),
        (ImagesBody, {"prompt": "a", "size": ""}, "/size: Write it as in “1024x1024” or “auto”."),
        (ImageBody, {"prompt": "a", "aspect_ratio": "16x9"}, "/aspect_ratio: Write it as in “16:9”."),
        (ImageBody, {"prompt": "a", "steps": 20}, "did you mean “num_inference_steps”?"),
        (ImagesBody, {"prompt": "a", "output_format": "gif"}, "'png', 'jpeg' or 'webp'"),
        (StoryBody, {"text": "Mia wakes."}, "/story: Field required."),
    ],
)
def test_a_fault_names_the_field_and_what_it_takes_and_shows_no_pattern(
    shape: type[BaseModel], sent: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        shape.model_validate_json(json.dumps(sent), strict=True)
    detail = _invalid(raised.value, "/", shape).details.detail or ""
    assert said in detail and "pattern" not in detail and "[0-9]" not in detail
