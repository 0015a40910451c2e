"""What goes over the wire comes out as it went in, and nothing else comes in."""

from __future__ import annotations

import pytest

from bot.domain.jobs import Outcome
from bot.domain.requests import (
    DescribeRequest,
    EnlargeRequest,
    InspireRequest,
    PlanRequest,
    Request,
    VideoRequest,
)
from bot.worker.cluster.wire import decode, encode
from bot.worker.messages import (
    Alive,
    CancelJob,
    EngineFailed,
    EngineReady,
    FramePayload,
    FromWorker,
    JobBegun,
    JobDone,
    JobFailed,
    JobProgress,
    LogLine,
    StartJob,
    ToWorker,
)
from generation.engine import EngineInfo, ImageRequest, LoraInfo
from generation.storybook.world import StorybookWorld
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from story.request import StoryRequest

FOX = ImageRequest('a "red" fox \u2028 狐', seed=2**63 - 1, guidance_scale=7.5, loras=(("ink", 0.5),))
FRAME = FramePayload(b"\x89PNG\r\n\xff\x00", 32, 32, 7, "She waves.", ("Mia", "the fox"), "0f0f")
REQUESTS: list[Request] = [
    FOX,
    StoryRequest(("Mia wakes.", "She runs."), FOX, cast=(("Mia", "a fox"),), seeds=(None, 4), kept=("0" * 64, None)),
    EnlargeRequest("0" * 64, 4),
    DescribeRequest("0" * 64),
    InspireRequest("", 3),
    VideoRequest(FOX, "gif"),
    PlanRequest(StoryRequest(("Mia wakes.",), FOX, plan=StoryPlan((PlannedFrame((PlannedCharacter("Mia"),), "sea"),)))),
]
MESSAGES: list[ToWorker | FromWorker] = [
    *(StartJob("1a2b", 2, request, {"0" * 64: b"\xff\xd8"}) for request in REQUESTS),
    CancelJob("1a2b"),
    EngineReady(EngineInfo("echo", "echo", "cpu", "no GPU", 32, 32, 4, 7.5, styles=("ink", "dusk"))),
    EngineFailed("No such model."),
    EngineFailed("The server is not there.", lasting=False),
    Alive(),
    LogLine(30, "generation.load", "weights missing", "Traceback …", "1a2b"),
    JobBegun("1a2b", 2),
    JobProgress("1a2b", 1, 3, 20, b"\xff\xd8\xff"),
    JobProgress("1a2b", 1, 0, 20),
    JobDone("1a2b", 1, Outcome(ignored_words=("zyzzyva",), seconds=0.25), (FRAME, FRAME), page=FRAME),
    JobFailed("1a2b", 1, "Not here."),
]


def test_a_message_comes_out_as_it_went_in() -> None:
    assert [decode(encode(message)) for message in MESSAGES] == MESSAGES


def test_what_an_engine_cannot_draw_is_known_from_afar() -> None:
    world = StorybookWorld(frozenset({"fox"}))
    info = EngineInfo("diffusers", "storybook", "cpu", "no GPU", 32, 32, 4, 7.5, world=world)
    assert decode(encode(EngineReady(info))).info.world == world


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\x80\x04\x95",
        b"{}",
        b'["StartJob", "", {}]',
        b'["CancelJob", "", {"job_id": {"base64": "!"}}]',
        b'["os.system", "", {"command": "true"}]',
        b'["StartJob", "sculpture", {"job_id": "a", "attempt": 1, "request": {}}]',
        b'["JobProgress", "", {"job_id": "a", "attempt": "many", "step": 1, "num_steps": 2}]',
    ],
)
def test_what_is_no_message_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)


def test_the_loras_of_an_engine_are_known_from_afar() -> None:
    loras = (LoraInfo("ink", trigger_words=("ink fox",)), LoraInfo("odd", embedding=True, objection="odd is damaged."))
    ready = EngineReady(EngineInfo("diffusers", "SDXL", "cpu", "", 64, 64, 8, 2.0, loras=loras))
    assert decode(encode(ready)) == ready
