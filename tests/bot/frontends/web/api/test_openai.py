"""Existing clients of OpenAI's API: their own library draws with us."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from io import BytesIO

import openai
import pytest
from PIL import Image

from tests.bot.frontends.web.api.kit import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")


def size_and_format(content: bytes) -> tuple[tuple[int, int], str | None]:
    with Image.open(BytesIO(content)) as picture:
        return picture.size, picture.format


async def test_the_official_client_draws_a_picture(api: Server) -> None:
    key = (await api.program("openai")).key
    async with openai.AsyncOpenAI(api_key=key, base_url=f"{api.url}/v1") as client:
        names = [model.id async for model in client.models.list()]
        assert "vignette" in names and len(names) == 2
        drawn = await client.images.generate(
            model="vignette",
            prompt="a red fox",
            n=2,
            size="1536x1024",
            response_format="b64_json",
            output_format="webp",
        )
        assert drawn.data and len(drawn.data) == 2 and drawn.data[0].b64_json and drawn.data[0].url is None
        (width, height), kind = size_and_format(b64decode(drawn.data[0].b64_json))
        assert kind == "WEBP" and width > height and str(drawn.size) == f"{width}x{height}"


async def test_a_url_opens_without_a_key(api: Server) -> None:
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        drawn = await client.images.generate(prompt="an owl", response_format="url", output_format="jpeg")
        both = await client.images.generate(prompt="an owl")
    assert drawn.data and drawn.data[0].url and drawn.data[0].b64_json is None
    async with api.session.get(drawn.data[0].url) as response:
        assert response.status == 200 and size_and_format(await response.read())[1] == "JPEG"
    async with api.session.get(drawn.data[0].url.replace(".jpeg?", ".png?")) as response:
        assert response.status == 403
    assert both.data and both.data[0].url and both.data[0].b64_json


async def test_errors_are_those_their_library_knows(api: Server) -> None:
    async with openai.AsyncOpenAI(api_key="vg_wrong_key", base_url=f"{api.url}/v1") as client:
        with pytest.raises(openai.AuthenticationError) as refused:
            await client.images.generate(prompt="a fox")
    assert refused.value.code == "invalid_api_key"
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        with pytest.raises(openai.NotFoundError, match="there is vignette"):
            await client.images.generate(prompt="a fox", model="dall-e-9")
        with pytest.raises(openai.BadRequestError) as wrong:
            await client.images.generate(prompt="a fox", size="huge")  # type: ignore[call-overload]
        assert wrong.value.param == "size"
        with pytest.raises(openai.BadRequestError, match="Say what"):
            await client.images.generate(prompt="…")


async def test_asking_again_under_the_same_key_gives_the_same_picture(api: Server) -> None:
    key = (await api.program("openai-once")).key
    async with openai.AsyncOpenAI(api_key=key, base_url=f"{api.url}/v1") as client:
        asked = [
            client.images.generate(prompt="a fox", response_format="b64_json", extra_headers={"Idempotency-Key": "1"})
            for _ in range(3)
        ]
        drawn = await asyncio.gather(*asked)
    assert len({each.data[0].b64_json for each in drawn if each.data}) == 1
