"""A refusal in the shape that OpenAI's clients read, telling them what is worth trying again."""

from __future__ import annotations

from http import HTTPStatus

from bot.frontends.web.api.openai_schemas import OpenAIError, OpenAIFault
from bot.frontends.web.api.problems import ApiProblem, Types

_CODES = {
    Types.UNAUTHENTICATED: "invalid_api_key",
    Types.CREDITS: "insufficient_quota",
    Types.RATE: "rate_limit_exceeded",
}
_HOPELESS = {"x-should-retry": "false"}  # their clients would try every 429 and 5xx again


def openai_error(problem: ApiProblem) -> tuple[OpenAIError, int, dict[str, str]]:
    """Body, status and headers."""
    status = HTTPStatus.BAD_REQUEST if problem.status == HTTPStatus.UNPROCESSABLE_ENTITY else problem.status
    param = problem.errors[0].pointer.removeprefix("/") if problem.errors else None
    code = _CODES.get(problem.type, problem.type.name.replace("-", "_"))
    kind = "server_error" if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    if problem.type is Types.CREDITS:
        kind = "insufficient_quota"
    elif problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        kind = "rate_limit_error"
    fault = OpenAIFault(message=str(problem), type=kind, param=param, code=code)
    headers = {**problem.headers, **({} if "Retry-After" in problem.headers else _HOPELESS)}
    return OpenAIError(error=fault), status, headers
