"""The OpenAPI document: whole, true, and readable."""

from __future__ import annotations

import asyncio
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator

from bot.frontends.web.api.table import OPERATIONS
from tests.bot.frontends.web.api.kit import Server

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


async def test_the_document_is_a_page_for_people_too_and_asks_nobody_else(api: Server) -> None:
    reply = await api.local.get("/api/v1/docs", Accept="text/html")
    text = reply.body.decode()
    assert reply.status == 200 and reply.headers["Content-Type"].startswith("text/html")
    assert all(each.path in text for each in OPERATIONS)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


async def test_whatever_the_document_allows_or_forbids_there_is_no_server_error(api: Server) -> None:
    """And every answer is one that the document describes."""
    key = (await api.program("fuzz", "draw", "read", "admin")).key
    assert await asyncio.to_thread(_fuzz, f"{api.url}/api/v1/openapi.json", key) > 50


def _fuzz(url: str, key: str) -> int:
    schema = schemathesis.openapi.from_url(url)
    sent = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=6,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @schemathesis.hypothesis.given(case=operation.as_strategy())
        def call(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, timeout=20)

        call()
    return sent
