"""Whatever a server answers: a picture, or one sentence, and what may have been drawn is not asked for twice."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from contextlib import closing
from io import BytesIO

import pytest
from aiohttp import web
from PIL import Image

from generation.engine import DrawingRequest, EngineError, ImageRequest
from generation.engines.remote import RemoteEngine, connection, sentences
from generation.request.resolve import image_drawings
from tests.generation.engine_contract import draw, draw_request
from tests.generation.engines.remote.kit import engine_at
from tests.remote_doubles.double import Double, Handler, half_way, never, picture, text
from tests.remote_doubles.openai_images import openai_double

_HEAD = b"IHDR" + (8000).to_bytes(4, "big") + (6000).to_bytes(4, "big") + b"\x08\x02\0\0\0"
WIDE_CLAIM = b"\x89PNG\r\n\x1a\n\0\0\0\r" + _HEAD + zlib.crc32(_HEAD).to_bytes(4, "big") + picture("x", (8, 8))[33:]


def sent(content: bytes, **more: object) -> Handler:
    return text(json.dumps({"data": [{"b64_json": b64encode(content).decode()}], **more}), kind="application/json")


def link(url: str) -> Handler:
    return text(json.dumps({"data": [{"url": url}]}), kind="application/json")


async def bare(_: web.Request) -> web.StreamResponse:
    return web.Response(body=picture("bare", (64, 64), "WEBP"), content_type="image/webp")


BAD: dict[str, tuple[Handler, str]] = {
    "a web page of an error": (text("<h1>Oops</h1>", 500), "The image server failed with status 500: "),
    "an error with a reason": (
        text('{"error": {"message": "CUDA out of\\nmemory."}}', 500),
        "status 500 (CUDA out of memory): ",
    ),
    "a web page": (text("<html>log in</html>"), sentences.NO_JSON),
    "words": (text("x" * 1000, 400), "The image server refuses this: status 400."),
    "a list of faults": (text('{"detail": [{"msg": "prompt is too long"}]}', 422), "refuses this: prompt is too long."),
    "a bare fault": (text('{"error": "blocked"}', 400), "The image server refuses this: blocked."),
    "brackets without end": (text("[" * 100_000), sentences.NO_JSON),
    "an empty list": (text("[]"), sentences.NO_JSON),
    "nothing": (text("{}"), sentences.NO_PICTURE),
    "no pictures": (text('{"data": []}'), sentences.NO_PICTURE),
    "an empty picture": (text('{"data": [{"b64_json": ""}]}'), sentences.NO_PICTURE),
    "no base64": (text('{"data": [{"b64_json": "$$"}]}'), sentences.UNREADABLE),
    "a way elsewhere": (text("", 302, Location="http://127.0.0.1:1/"), "The image server failed with status 302: "),
    "half an answer": (half_way, sentences.BROKE_OFF),
    "a PDF": (sent(b"%PDF-1.7"), sentences.UNREADABLE),
    "half a picture": (sent(picture("cut", (64, 64))[:60]), sentences.UNREADABLE),
    "a bitmap": (sent(picture("bmp", (64, 64), "BMP")), sentences.UNREADABLE),
    "another size": (sent(picture("small", (32, 32)), size="64x64"), "The image server drew 32×32 instead of 64×64: "),
    "48 megapixels": (sent(WIDE_CLAIM), sentences.TOO_LARGE),
    "another port": (link("http://127.0.0.1:1/v1/images/a/content"), sentences.ELSEWHERE),
    "another host": (link("//elsewhere.example/a.png"), sentences.ELSEWHERE),
    "a file": (link("file:///etc/passwd"), sentences.ELSEWHERE),
    "no address": (link("http://[::"), sentences.ELSEWHERE),
    "nothing there": (link("/nothing/here.png"), "The image server failed with status 404"),
}


@pytest.mark.parametrize(("answer", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_answer_is_one_sentence_and_is_not_asked_for_again(
    engine: RemoteEngine, double: Double, answer: Handler, sentence: str
) -> None:
    double.answer = answer
    with pytest.raises(EngineError) as raised:
        draw(engine, "a red fox", seed=1)
    told = str(raised.value)
    assert sentence in told and "\n" not in told and told.endswith(".") and len(told) < 300
    assert len(double.asked) == 1


def test_a_server_that_hangs_is_given_up(engine: RemoteEngine, double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = engine._connection._loop
    now = loop.time

    async def hours_pass(request: web.Request) -> web.StreamResponse:
        monkeypatch.setattr(loop, "time", lambda: now() + 3600)
        loop.call_soon_threadsafe(lambda: None)  # to look at the clock
        return await never(request)

    double.answer = hours_pass
    with pytest.raises(EngineError, match="in time"):
        draw(engine, "a red fox", seed=1)
    assert len(double.asked) == 1


def test_more_than_a_picture_can_be_is_not_read(
    engine: RemoteEngine, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_BYTES", 10)
    with pytest.raises(EngineError, match="more than a picture can be"):
        draw(engine, "a red fox", seed=1)


def test_a_busy_server_is_asked_again_as_nothing_was_drawn(engine: RemoteEngine, double: Double) -> None:
    double.answers += [text("", 503), text("", 429, **{"Retry-After": "0"})]
    assert draw(engine, "a red fox", seed=1).size == (64, 64)
    assert len(double.asked) == 3


def test_one_that_stays_busy_says_so(engine: RemoteEngine, double: Double) -> None:
    double.answer = text('{"error": {"code": "insufficient_quota"}}', 429)
    with pytest.raises(EngineError) as raised:
        draw(engine, "a red fox", seed=1)
    assert str(raised.value) == sentences.BUSY and len(double.asked) == 3


@pytest.mark.parametrize("place", ["/v1/images/abc/content", "{url}/v1/images/abc/content", "abc/content"])
def test_an_address_on_the_same_host_is_fetched(engine: RemoteEngine, double: Double, place: str) -> None:
    double.answer = link(place.format(url=double.url) if place[0] in "/{" else f"images/{place}")
    assert draw(engine, "a red fox", seed=1).size == (64, 64)


def test_the_bare_file_is_a_picture_too(engine: RemoteEngine, double: Double) -> None:
    double.answer = bare
    assert draw(engine, "a red fox", seed=1).size == (64, 64)


@pytest.mark.parametrize("kind", ["openai", "stable-diffusion.cpp"])
def test_a_mask_is_sent_and_what_it_does_not_mark_stays_to_the_last_bit(kind: str) -> None:
    start, mask = Image.new("RGB", (64, 64), "red"), Image.new("L", (64, 64))
    mask.paste(255, (32, 0, 64, 64))
    with openai_double(kind) as double, closing(engine_at(double)) as engine:
        assert engine.info.inpaints
        request = DrawingRequest("an owl", 3, 64, 64, 20, 4.0, image=start, mask=mask, strength=1.0)
        drawn = draw_request(engine, request)
        assert isinstance(double.asked[0]["image"], bytes)
        assert Image.open(BytesIO(double.asked[0]["mask"])).getpixel((63, 0)) == (255, 255, 255, 0)
    assert {drawn.getpixel((x, 9)) for x in (0, 31)} == {(255, 0, 0)} and drawn.getpixel((32, 9)) != (255, 0, 0)


@pytest.mark.parametrize(("kind", "given", "keeps"), [("sglang", {}, False), ("sglang", {"inpaints": True}, True)])
def test_a_server_whose_documents_tell_of_no_mask_is_sent_none_unless_its_operator_says_so(
    kind: str, given: dict[str, bool], keeps: bool
) -> None:
    with openai_double(kind) as double, closing(engine_at(double, **given)) as engine:
        assert engine.info.inpaints is keeps and not engine.info.control
        asked = ImageRequest("an owl", 3, image="ab", mask="cd")
        picture = Image.new("RGB", (64, 64))
        if not keeps:
            with pytest.raises(EngineError, match="cannot redraw only a part of a picture"):
                image_drawings(engine, asked, picture, mask=Image.new("L", (64, 64), 255))


def test_the_key_is_sent_and_never_told(double: Double) -> None:
    key = "sk-canary-4711"
    with closing(engine_at(double, key=key)) as engine:
        double.answer = text(json.dumps({"error": {"message": f"key {key} may not draw"}}), 400)
        with pytest.raises(EngineError) as raised:
            draw(engine, "a red fox", seed=1)
        assert key not in f"{raised.value}{engine.info}" and "may not draw" in str(raised.value)
    assert {each.get("Authorization") for each in double.headers} == {f"Bearer {key}"}
