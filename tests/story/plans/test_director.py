"""A language model may plan a story; what it says is checked, and the rules plan where it says nothing usable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from generation.engine import EngineError, ImageRequest
from generation.tools.chat_model import ChatEndpoint
from story.plans.director import plan_with, read_answer
from story.plans.plan import PlannedCharacter, PlannedFrame
from story.plans.rules import RULES
from story.request import StoryRequest

TALE = ("Ein Fuchs geht in den Wald.", "Er findet einen Ball.")
STORY = StoryRequest(TALE, ImageRequest(" ".join(TALE), 7))
FOX = {"name": "Rolf", "looks": "roter Fuchs", "clothes": ["Schal; grün"], "mood": "glad"}
PLAN = {"frames": [{"characters": [FOX], "place": "Wald"}, {"characters": [FOX], "held": ["Ball"], "absent": [""]}]}


class Endpoint(HTTPServer):
    """Says one thing to everybody, and keeps what it was asked."""

    says: bytes = b""
    status: int = 200
    asked: dict[str, object]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        endpoint = self.server
        assert isinstance(endpoint, Endpoint)
        endpoint.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"path": self.path}
        self.send_response(endpoint.status)
        self.send_header("Content-Length", str(len(endpoint.says)))
        self.end_headers()
        self.wfile.write(endpoint.says)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def answering(endpoint: Endpoint, words: str, status: int = 200) -> ChatEndpoint:
    endpoint.says = json.dumps({"choices": [{"message": {"content": words}}]}).encode()
    endpoint.status = status
    return ChatEndpoint(f"http://127.0.0.1:{endpoint.server_port}/v1", "teller")


def test_a_plan_with_somebody_both_there_and_absent_is_no_plan() -> None:
    both = {"characters": [FOX], "absent": ["the moon", "rolf"]}
    with pytest.raises(EngineError, match="planned Rolf to be in picture 2 and absent from it"):
        read_answer(json.dumps({"frames": [{}, both]}), 2)


def test_a_model_plans_in_any_language_and_is_asked_sentence_by_sentence(endpoint: Endpoint) -> None:
    model = answering(endpoint, f"Gladly:\n```json\n{json.dumps(PLAN)}\n```")
    plan, who, remark = plan_with(lambda: model, STORY)
    rolf = PlannedCharacter("Rolf", "roter Fuchs", ("Schal grün",))
    assert plan.frames == (PlannedFrame((rolf,), "Wald"), PlannedFrame((rolf,), held=("Ball",)))
    assert (who, remark) == ("teller", "")
    assert (endpoint.asked["path"], endpoint.asked["model"]) == ("/v1/chat/completions", "teller")
    assert "2. Er findet einen Ball." in str(endpoint.asked["messages"])


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("I would rather not.", 200, "without a plan"),
        (json.dumps({"frames": PLAN["frames"][:1]}), 200, "planned 1 pictures of 2"),
        (json.dumps({"frames": [{"place": 7}, {}]}), 200, "without a plan"),
        ("{" * 5000, 200, "without a plan"),
        ("", 500, "status 500"),
    ],
)
def test_an_answer_that_is_no_plan_is_told_and_the_rules_plan(
    endpoint: Endpoint, words: str, status: int, said: str
) -> None:
    model = answering(endpoint, words, status)
    plan, who, remark = plan_with(lambda: model, STORY)
    assert len(plan.frames) == 2
    assert who == RULES
    assert said in remark


def test_an_endpoint_that_is_not_there_is_told_and_an_address_that_is_none_refused() -> None:
    with Endpoint(("127.0.0.1", 0), Handler) as gone:
        port = gone.server_port
    _, who, remark = plan_with(lambda: ChatEndpoint(f"http://127.0.0.1:{port}"), STORY)
    assert who == RULES
    assert "cannot be reached" in remark
    with pytest.raises(EngineError, match="no address"):
        ChatEndpoint("http://user:secret@host/v1")


def test_nothing_planned_is_read_as_nothing() -> None:
    assert read_answer('{"frames": [{}]}', 1).frames == (PlannedFrame(),)
