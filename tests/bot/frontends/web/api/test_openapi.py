"""The OpenAPI document: whole, true, and readable."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance  # words can be refused that have the form

from bot.frontends.web.api.operation_table import OPERATIONS
from tests.bot.frontends.web.api.kit import Server

FEW = settings(
    max_examples=6,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_operation_is_described_and_every_reference_leads_somewhere(api: Server) -> None:
    document = (await api.local.get("/api/v1/openapi.json")).json()
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(each.method, each.path) for each in OPERATIONS} | {("GET", "/healthz"), ("GET", "/readyz")}
    named = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert named <= document["components"]["schemas"].keys()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for methods in document["paths"].values():
        assert all(each["summary"] and each["responses"] for each in methods.values())


async def test_the_document_says_what_an_estimate_is(api: Server) -> None:
    schemas = (await api.local.get("/api/v1/openapi.json")).json()["components"]["schemas"]
    for name in ("JobView", "QueuedEvent", "ProgressEvent"):
        assert "null: nothing is known" in schemas[name]["properties"]["estimated_seconds"]["description"]


async def test_the_document_is_a_page_for_people_too_and_asks_nobody_else(api: Server) -> None:
    reply = await api.local.get("/api/v1/docs", Accept="text/html")
    text = reply.body.decode()
    assert reply.status == 200 and reply.headers["Content-Type"].startswith("text/html")
    assert all(each.path in text for each in OPERATIONS)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


async def test_whatever_the_document_allows_or_forbids_there_is_no_server_error(api: Server) -> None:
    """And every answer is one that the document describes."""
    key = (await api.program("fuzz", "draw", "read", "admin")).key
    sent, failures = await asyncio.to_thread(_fuzz, f"{api.url}/api/v1/openapi.json", key)
    assert not failures
    assert sent > 50


def _fuzz(url: str, key: str) -> tuple[int, list[str]]:
    """Requests that fit the document and requests that do not; how many, and what was wrong with their answers."""
    sent, failures = 0, []
    for result in schemathesis.openapi.from_url(url).get_all_operations():
        cases = [result.ok().as_strategy(generation_mode=mode) for mode in GenerationMode]

        @FEW
        @given(st.one_of(cases))
        def call(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            response = case.call(headers={"Authorization": f"Bearer {key}"}, timeout=300)
            if response.status_code == 413:  # refused unread, which is no failure to refuse
                return
            try:
                case.validate_response(response, excluded_checks=[positive_data_acceptance])
            except FailureGroup as group:
                failures.extend(f"{case.method} {case.path}: {each}" for each in group.exceptions)

        _counted(call)
    return sent, failures


def _counted(call: Callable[[], None]) -> None:
    """Python 3.11 loses count when two threads parse source at once (cpython gh-106905), which no answer can help."""
    try:
        call()
    except* SystemError:
        call()
