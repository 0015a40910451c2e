"""Programs send a picture: to start from, to have described, or as OpenAI's `images.edit`; and watch one grow."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import openai
import pytest
import pytest_asyncio
from PIL import Image

from bot.commands import CastAdd
from bot.domain.requester import Requester
from bot.features.preferences.changes import PreferenceChanges
from generation.engine import ImageRequest, Reference
from story.request import StoryRequest
from tests.bot.frontends.web.api.kit import Server, server
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """Open."""
    gate = Gate(tmp_path_factory.mktemp("gate"))
    gate.open()
    return gate


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> AsyncIterator[Server]:
    # Two steps: at the first, where the gate holds a drawing, a partial picture is due already.
    engine = {
        "starts_from_image": True,
        "inpaints": True,
        "control": "canny",
        "references": 2,
        "num_inference_steps": 2,
        **gate.engine,
    }
    async with server(tmp_path_factory.mktemp("pictures"), engine) as running:
        yield running


def picture(colour: str = "teal") -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "PNG")
    return file.getvalue()


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def mean(content: bytes) -> tuple[int, int, int]:
    with Image.open(BytesIO(content)) as opened:
        red, green, blue = opened.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return red, green, blue


async def test_a_picture_of_ones_own_is_what_the_drawing_starts_from(api: Server) -> None:
    job = await api.local.drawn({"prompt": "a fox", "seed": 7, "image": text(picture()), "strength": 0.1})
    reply = await api.local.get(job["frames"][0]["url"])
    red, green, blue = mean(reply.body)
    assert job["status"] == "succeeded" and red < 90 and green > 80 and blue > 80


async def test_references_are_pictures_of_ones_own_and_of_jobs_in_their_order(api: Server) -> None:
    drawn = await api.local.drawn({"prompt": "an owl", "seed": 7})
    given = [{"job": drawn["id"]}, text(picture("red"))]
    job = await api.local.drawn({"prompt": "a fox", "seed": 7, "references": given})
    stored = await api.service.job(job["id"])
    assert stored is not None and isinstance(stored.request, ImageRequest)
    assert [each.of for each in stored.request.references] == [f"{drawn['id'][:8]}.1", ""]
    assert stored.request.references[0].sha256 == drawn["frames"][0]["sha256"]
    reply = await api.local.post("/api/v1/stories", {"story": "Mia runs. She sleeps.", "references": given[1:]})
    assert reply.status == 202, reply.body
    assert (await api.local.get("/api/v1/engine")).json()["references"] == 2


async def test_a_story_knows_whom_the_owner_of_the_key_has_saved_as_in_chat(api: Server) -> None:
    owner, stores = Requester("discord", "77"), api.service.stores
    asker = await api.program("cast", owner="discord:77")
    for name, looks, colour in (("Mia", "a small red fox", "red"), ("Otto", "an owl", "blue")):
        async with api.service.attachments.taken([picture(colour)]) as [stored]:
            added = await PreferenceChanges(stores).add_to_cast(owner, CastAdd(name, looks), Reference(stored.sha256))
        assert added[0].startswith(f"{name} is known")

    async def told(**body: Any) -> StoryRequest:
        reply = await asker.post("/api/v1/stories", {"story": "Mia runs. She meets Bo.", "seed": 7} | body)
        assert reply.status == 202, reply.body
        job = await api.service.job(reply.json()["id"])
        assert job is not None and isinstance(job.request, StoryRequest)
        return job.request

    known = await told()
    assert known.cast == (("Mia", "a small red fox"),) and [name for name, _ in known.sheets] == ["Mia"]
    alone = await told(saved_cast=False)
    assert alone.cast == alone.sheets == ()
    own = await told(
        sheets=[{"name": "mia", "picture": text(picture("lime"))}, {"name": "Bo", "picture": text(picture())}]
    )
    assert [name for name, _ in own.sheets] == ["mia", "Bo"] and own.sheets[0][1] != known.sheets[0][1]
    assert (await told(story="Mia: a cat\nMia runs. She sleeps.")).sheets == ()
    mia, mai = ({"name": name, "picture": text(picture())} for name in ("Mia", "Mai"))
    for wrong, sentence in (([mia, mia], "has Mia twice"), ([mai], "“Mai”, and the story names nobody so")):
        refused = await asker.post("/api/v1/stories", {"story": "Mia runs. She sleeps.", "sheets": wrong})
        assert refused.problem == "invalid-request" and sentence in refused.json()["detail"]


@pytest.mark.parametrize(
    ("body", "problem", "words"),
    [
        ({"references": [text(b"no picture")]}, "refused", "attach a PNG"),
        ({"references": [{"job": "ab" * 16}]}, "refused", "no such picture of yours"),
        ({"references": [text(picture())] * 3}, "refused", "looks at 2 pictures at most"),
        ({"references": [text(picture())] * 11}, "invalid-request", "/references"),
        ({"image": text(b"no picture")}, "refused", "attach a PNG"),
        ({"image": "abc"}, "invalid-request", "/image"),
        ({"image": text(picture()), "start": {"job": "ab" * 16}}, "invalid-request", "one picture"),
        ({"strength": 0.5}, "refused", "picture to start from"),
        ({"mask": text(picture())}, "refused", "picture to start from"),
        ({"control": {"picture": {"job": "ab" * 16}}}, "refused", "no such picture of yours"),
        ({"control": {"picture": text(picture()), "kind": "pose"}}, "invalid-request", "/control/kind"),
        ({"image": text(picture()), "mask": text(b"no picture")}, "refused", "attach a PNG"),
    ],
)
async def test_what_cannot_be_started_from_is_refused(
    api: Server, body: dict[str, Any], problem: str, words: str
) -> None:
    reply = await api.local.post("/api/v1/images", {"prompt": "a fox", **body})
    assert reply.problem == problem and words in reply.json()["detail"]


async def test_describing_says_what_is_missing(api: Server) -> None:
    reply = await api.local.post("/api/v1/descriptions", {"image": text(picture())})
    assert reply.problem == "refused" and "engine.describer" in reply.json()["detail"]


async def test_the_same_picture_under_the_same_idempotency_key_is_one_job(api: Server) -> None:
    body = {"prompt": "a fox", "image": text(picture("plum"))}
    made = [(await api.local.post("/api/v1/images", body, Idempotency_Key="plum")).json()["id"] for _ in range(2)]
    other = await api.local.post("/api/v1/images", {**body, "image": text(picture())}, Idempotency_Key="plum")
    assert made[0] == made[1] and other.problem == "idempotency-key-reused"


async def test_the_official_client_edits_a_picture(api: Server) -> None:
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        edited = await client.images.edit(
            image=("hill.png", picture()),
            prompt="a red fox",
            n=2,
            response_format="b64_json",
            extra_body={"strength": 0.1},
        )
        assert edited.data and len(edited.data) == 2
        red, green, blue = mean(base64.b64decode(edited.data[0].b64_json or ""))
        assert red < 90 and green > 80 and blue > 80
        several = [(f"{colour}.png", picture(colour)) for colour in ("teal", "plum", "gold")]
        looking = await client.images.edit(image=several[:2], prompt="a fox", response_format="b64_json")
        assert looking.data and len(looking.data) == 1
        with pytest.raises(openai.BadRequestError, match="looks at 2 pictures at most, and there are 3"):
            await client.images.edit(image=several, prompt="a fox")
        with pytest.raises(openai.BadRequestError, match="attach a PNG"):
            await client.images.edit(image=("a.png", b"no picture"), prompt="a fox")


async def test_the_official_client_redraws_what_is_transparent_in_its_mask(api: Server) -> None:
    clear = Image.new("RGBA", (64, 48), "white")
    clear.paste((0, 0, 0, 0), (0, 0, 32, 48))
    file = BytesIO()
    clear.save(file, "PNG")
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        several = [(f"{colour}.png", picture(colour)) for colour in ("teal", "gold")]  # the second is looked at
        edited = await client.images.edit(
            image=several, mask=("mask.png", file.getvalue()), prompt="a fox", response_format="b64_json"
        )
    assert edited.data
    with Image.open(BytesIO(base64.b64decode(edited.data[0].b64_json or ""))) as opened:
        drawn = opened.convert("RGB")
    left, right = (drawn.crop((at, 0, at + drawn.width // 2, drawn.height)) for at in (0, drawn.width // 2))
    assert len(left.getcolors(1 << 20) or ()) > 100 and [most for _, most in right.getcolors() or ()] == [(0, 128, 128)]


async def test_a_picture_of_ones_own_or_of_a_job_is_followed(api: Server) -> None:
    drawn = await api.local.drawn({"prompt": "an owl", "seed": 7})
    for shown, of in ((text(picture()), ""), ({"job": drawn["id"]}, f"{drawn['id'][:8]}.1")):
        job = await api.local.drawn({"prompt": "a hat", "control": {"picture": shown, "kind": "given", "scale": 0.5}})
        stored = await api.service.job(job["id"])
        assert stored is not None and isinstance(stored.request, ImageRequest)
        control = stored.request.control
        assert control is not None and (control.of, control.kind, control.scale) == (of, "given", 0.5)
    assert (await api.local.get("/api/v1/engine")).json()["control"] == "canny"


async def test_a_mask_of_ones_own_goes_with_a_picture_of_a_job(api: Server) -> None:
    drawn = await api.local.drawn({"prompt": "an owl", "seed": 7})
    body = {"prompt": "a hat", "start": {"job": drawn["id"]}, "mask": text(picture("white"))}
    job = await api.local.drawn({**body, "aspect_ratio": "4:3"})
    stored = await api.service.job(job["id"])
    assert stored is not None and isinstance(stored.request, ImageRequest) and stored.request.mask is not None
    told = (await api.local.get("/api/v1/engine")).json()
    assert told["inpaints"] is True and told["shares_attention"] is False


async def test_the_official_client_watches_a_picture_being_drawn(api: Server, gate: Gate) -> None:
    gate.shut()
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1") as client:
        stream = await client.images.generate(prompt="an owl", stream=True, partial_images=2)
        events = []
        async for event in stream:
            events.append(event)
            gate.open()
    partial, [done] = events[:-1], events[-1:]
    assert [event.type for event in partial] == ["image_generation.partial_image"] * len(partial)
    assert 1 <= len(partial) <= 2
    assert [getattr(event, "partial_image_index", None) for event in partial] == list(range(len(partial)))
    assert all(mean(base64.b64decode(event.b64_json)) for event in partial)
    assert done.type == "image_generation.completed" and mean(base64.b64decode(done.b64_json))


async def test_a_stream_whose_job_is_cancelled_ends_with_an_error(api: Server, gate: Gate) -> None:
    gate.shut()
    async with openai.AsyncOpenAI(api_key="none", base_url=f"{api.url}/v1", max_retries=0) as client:
        stream = await client.images.edit(image=("a.png", picture()), prompt="a slow owl", stream=True)

        async def cancel() -> None:
            [job] = (await api.local.get("/api/v1/jobs?limit=1")).json()["jobs"]
            await api.local.ask("DELETE", f"/api/v1/jobs/{job['id']}")

        cancelling = asyncio.create_task(cancel())
        with pytest.raises(openai.APIError, match="cancelled"):
            [event async for event in stream]
        await cancelling
    gate.open()


async def test_a_form_that_is_none_is_refused(api: Server) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    unreadable = b'--x\r\nContent-Disposition: form-data; name="\x07"\r\n\r\na fox\r\n--x--\r\n'
    for data in (b"--y\r\n\r\n", unreadable):
        reply = await api.local.ask("POST", "/v1/images/edits", data=data, headers=headers)
        assert reply.status == 400 and reply.json()["error"]["type"] == "invalid_request_error"
    reply = await api.local.post("/v1/images/edits", {"prompt": "a fox"})
    assert reply.status == 415
