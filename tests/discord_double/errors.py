"""How Discord says no: a status, one of its numbered codes, and where in the request."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with a Discord error code; `fault` when the request was malformed, which no correct bot sends."""

    def __init__(self, status: int, code: int, message: str, *, fault: bool = False, **more: Any) -> None:
        super().__init__(message)
        self.more = more
        self.status = status
        self.code = code
        self.fault = fault

    def body(self) -> dict[str, Any]:
        return {"code": self.code, "message": str(self), **self.more}


def invalid(message: str) -> ApiError:
    """50035, Invalid Form Body."""
    return ApiError(400, 50035, f"Invalid Form Body: {message}", fault=True)


def empty_message() -> ApiError:
    return ApiError(400, 50006, "Cannot send an empty message", fault=True)


def too_large() -> ApiError:
    return ApiError(413, 40005, "Request entity too large")


def unknown_channel() -> ApiError:
    return ApiError(404, 10003, "Unknown Channel")


def unknown_message() -> ApiError:
    return ApiError(404, 10008, "Unknown Message")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def old_message_edits(retry_after: float) -> ApiError:
    """30046 comes as a rate limit."""
    message = "Maximum number of edits to messages older than 1 hour reached. Try again later."
    return ApiError(429, 30046, message, retry_after=retry_after, **{"global": False})
