"""Existing clients of OpenAI's API: their own library draws with us."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from typing import Literal

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
        with pytest.raises(openai.BadRequestError, match="“auto” or “32x32”") as wrong:
            await client.images.generate(prompt="a fox", size="9999x9999")  # type: ignore[call-overload]
        assert wrong.value.param == "size"
        with pytest.raises(openai.BadRequestError, match="1 to 4 images") as wrong:
            await client.images.generate(prompt="a fox", n=9)
        assert wrong.value.param == "n"
        with pytest.raises(openai.BadRequestError, match="Say what"):
            await client.images.generate(prompt="…")


@pytest.mark.parametrize("format", ["png", "webp"])
async def test_a_picture_has_exactly_the_size_that_was_asked_for(api: Server, format: Literal["png", "webp"]) -> None:
    """An engine of 32 × 32 pixels drew those without a word, whatever `size` said."""
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        drawn = await client.images.generate(prompt="an owl", size="1024x1024", output_format=format)
    assert drawn.data and drawn.data[0].b64_json and drawn.data[0].url and drawn.size == "1024x1024"
    for content in (b64decode(drawn.data[0].b64_json), (await api.local.fetched(drawn.data[0].url)).body):
        assert size_and_format(content) == ((1024, 1024), format.upper())
    with Image.open(BytesIO(b64decode(drawn.data[0].b64_json))) as picture:
        assert any("an owl" in str(said) for said in picture.info.values())  # it still says what it was drawn from


async def test_an_engine_of_one_shape_refuses_others_in_the_caller_s_words(api: Server) -> None:
    """`size=1536x1024` was refused with “leave out --ar”."""
    service, square = api.service, replace(api.service.info or pytest.fail(), fixed_size=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(service), "info", square)
        async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
            with pytest.raises(openai.BadRequestError, match="only in the shape 1:1: ask for “auto” or “32x32”") as no:
                await client.images.generate(prompt="an owl", size="1536x1024")
            assert no.value.param == "size" and "--ar" not in str(no.value)
            assert (await client.images.generate(prompt="an owl", size="512x512")).size == "512x512"


async def test_one_model_can_be_asked_for(api: Server) -> None:
    """wisp-science#565: `GET /v1/models/{id}` was not there."""
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        for model in [each async for each in client.models.list()]:
            assert await client.models.retrieve(model.id) == model
        with pytest.raises(openai.NotFoundError, match="there is vignette") as missing:
            await client.models.retrieve("stabilityai/sdxl")
        assert missing.value.code == "model_not_found"


async def test_a_url_can_be_shown_on_any_page(api: Server) -> None:
    """langx#1005, helmet#343: another page got 403, and a policy that forbids it to show the picture."""
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        drawn = await client.images.generate(prompt="an owl", response_format="url")
    assert drawn.data and drawn.data[0].url
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Origin": "https://blog.example"}
    reply = await api.local.fetched(drawn.data[0].url, **elsewhere)
    assert reply.status == 200 and reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    part = await api.local.fetched(drawn.data[0].url, Range="bytes=0-3")
    assert (part.status, part.body) == (206, reply.body[:4])


async def test_asking_again_under_the_same_key_gives_the_same_picture(api: Server) -> None:
    key = (await api.program("openai-once")).key
    async with openai.AsyncOpenAI(api_key=key, base_url=f"{api.url}/v1") as client:
        asked = [
            client.images.generate(prompt="a fox", response_format="b64_json", extra_headers={"Idempotency-Key": "1"})
            for _ in range(3)
        ]
        drawn = await asyncio.gather(*asked)
    assert len({each.data[0].b64_json for each in drawn if each.data}) == 1
