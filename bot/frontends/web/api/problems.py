"""Every way in which the API refuses: RFC 9457 problem details, whose types never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

from pydantic import BaseModel, Field

from bot.domain.errors import NotInWorld, NotReady, OutOfCredits, QueueFull, StorageError
from bot.frontends.web.api.wording import in_fields
from bot.frontends.web.server.errors import HttpProblem
from bot.jobs.idempotency import KeyReused
from generation.errors import UserError

URN = "urn:vignette:problem:"
MEDIA_TYPE = "application/problem+json"


class Type(NamedTuple):
    """A kind of problem: the end of its URN, its usual status, and its title, which is the same every time."""

    name: str
    status: HTTPStatus
    title: str

    @property
    def urn(self) -> str:
        return URN + self.name


class Types:
    """All kinds; a program can rely on their URNs."""

    MALFORMED = Type("malformed-request", HTTPStatus.BAD_REQUEST, "The request cannot be read.")
    UNAUTHENTICATED = Type("unauthenticated", HTTPStatus.UNAUTHORIZED, "An API key is needed.")
    FORBIDDEN = Type("forbidden", HTTPStatus.FORBIDDEN, "The key may not do that.")
    FOREIGN = Type("foreign-site", HTTPStatus.FORBIDDEN, "Another site may not use this API.")
    NOT_FOUND = Type("not-found", HTTPStatus.NOT_FOUND, "There is nothing here.")
    METHOD = Type("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "This address does not do that.")
    SLOW = Type("too-slow", HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive.")
    ENDED = Type("already-ended", HTTPStatus.CONFLICT, "The job has ended.")
    TOO_LARGE = Type("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too long.")
    MEDIA = Type("unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Bodies are plain JSON.")
    HOST = Type("wrong-host", HTTPStatus.MISDIRECTED_REQUEST, "This server has another name.")
    INVALID = Type("invalid-request", HTTPStatus.UNPROCESSABLE_ENTITY, "The request does not have the described form.")
    REFUSED = Type("refused", HTTPStatus.UNPROCESSABLE_ENTITY, "That cannot be drawn.")
    NOT_IN_WORLD = Type("not-in-world", HTTPStatus.UNPROCESSABLE_ENTITY, "The engine has never seen that.")
    KEY_REUSED = Type("idempotency-key-reused", HTTPStatus.UNPROCESSABLE_ENTITY, "The Idempotency-Key is used.")
    RATE = Type("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.")
    CREDITS = Type("out-of-credits", HTTPStatus.TOO_MANY_REQUESTS, "There are not enough credits left.")
    QUEUE = Type("queue-full", HTTPStatus.TOO_MANY_REQUESTS, "Too many jobs wait.")
    INTERNAL = Type("internal-error", HTTPStatus.INTERNAL_SERVER_ERROR, "Vignette made a mistake.")
    NOT_READY = Type("not-ready", HTTPStatus.SERVICE_UNAVAILABLE, "Nothing can be taken now.")


class Fault(BaseModel):
    """One wrong value of a request."""

    pointer: str = Field(description="JSON pointer into the body, or the name of a parameter.")
    detail: str


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457). `type` says which kind of problem it is and never changes; `detail` is for people."""

    type: str = Field(examples=[Types.NOT_FOUND.urn])
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class ApiProblem(Exception):
    """A request that is refused."""

    def __init__(
        self,
        type: Type,
        detail: str = "",
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        status: HTTPStatus | None = None,
    ) -> None:
        super().__init__(detail or type.title)
        self.type, self.errors, self.headers = type, list(errors), dict(headers or {})
        self.status = status or type.status

    @property
    def details(self) -> ProblemDetails:
        return ProblemDetails(
            type=self.type.urn,
            title=self.type.title,
            status=self.status,
            detail=str(self),
            errors=self.errors or None,
        )

    @classmethod
    def missing(cls) -> ApiProblem:
        """The one answer for what does not exist and for what belongs to somebody else."""
        return cls(Types.NOT_FOUND)


_OF_REFUSALS: Sequence[tuple[type[Exception], Type, str]] = (  # (what was raised, its type, when to try again)
    (KeyReused, Types.KEY_REUSED, ""),
    (OutOfCredits, Types.CREDITS, ""),
    (NotInWorld, Types.NOT_IN_WORLD, ""),
    (QueueFull, Types.QUEUE, "10"),
    (NotReady, Types.NOT_READY, "5"),
    (StorageError, Types.NOT_READY, "5"),
    (UserError, Types.REFUSED, ""),  # Refused, CommandError, EngineError, EditError: it says why
)
ALL = tuple(each for each in vars(Types).values() if isinstance(each, Type))
_OF_STATUS: Mapping[int, Type] = {each.status: each for each in reversed(ALL)}


def refusal(error: UserError, path: str) -> ApiProblem:
    """What the service said no to, in the words of whoever asked at that address."""
    type, again = next((type, again) for kind, type, again in _OF_REFUSALS if isinstance(error, kind))
    sentence, field = in_fields(error, path)
    faults = [Fault(pointer=f"/{field}", detail=sentence)] if field else []
    return ApiProblem(type, sentence, errors=faults, headers={"Retry-After": again} if again else None)


def of_status(status: int, headers: Mapping[str, str] | None = None) -> ApiProblem:
    """A refusal of the HTTP library's own: no such route, method or too large a body."""
    allow = {name: value for name, value in (headers or {}).items() if name == "Allow"}
    return ApiProblem(_OF_STATUS.get(status, Types.MALFORMED), headers=allow, status=HTTPStatus(status))


def of_guard(problem: HttpProblem) -> ApiProblem:
    """A refusal of the guard that pages have too."""
    type = Types.FOREIGN if problem.status is HTTPStatus.FORBIDDEN else _OF_STATUS[problem.status]
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    return ApiProblem(type, str(problem), headers=headers)
