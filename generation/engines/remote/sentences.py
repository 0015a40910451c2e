"""What can go wrong with an image server, in words for whoever asked for a picture."""

from __future__ import annotations

from collections.abc import Mapping

from generation.engine import EngineError, NotYet

AGAIN = "try again, and if it stays, tell whoever runs Vignette"
BROKE_OFF = f"The connection to the image server broke off before the picture was here: {AGAIN}."
BUSY = "The image server takes no more pictures right now: try again in some minutes."
HANGS = f"The image server did not finish the picture in time: {AGAIN}."
NO_ENTRY = "The image server does not accept the key it was given: tell whoever runs Vignette."
NO_JSON = f"The image server answered with something that is no picture: {AGAIN}."
NO_PICTURE = f"The image server answered without a picture: {AGAIN}."
TOO_LARGE = f"The image server answered with more than a picture can be: {AGAIN}."
ELSEWHERE = "The image server points to a picture on another host, which is not fetched: tell whoever runs Vignette."
UNREADABLE = f"What the image server sent cannot be read as a picture: {AGAIN}."
MOST = 200  # characters of what a server says


class Unreachable(NotYet):
    """Nobody answers there yet: what was asked has not been done, and another time may be luckier.

    `host` is for the operator alone: whoever asks for a picture need not know where servers stand.
    """

    def __init__(self, what: str, host: str = "") -> None:
        super().__init__(f"The image server{host and f' at {host}'} {what}: try again later.")
        self.what = what


NOBODY = "cannot be reached"
SILENT = "does not answer"
STARTS = "is not ready yet"  # or what stands before it is there alone


def failed(status: int, told: object, key: str = "") -> EngineError:
    """An answer that is none, by its status and its body as JSON, if it was any."""
    if status in (401, 403):
        return EngineError(NO_ENTRY)  # what it says may quote the key
    if status in (429, 503):
        return EngineError(BUSY)
    if status in (408, 504):
        return EngineError(HANGS)
    words = _words(told)
    if key:
        words = words.replace(key, "•••")
    if status == 404 or status >= 500 or 300 <= status < 400:
        return EngineError(f"The image server failed with status {status}{f' ({words})' if words else ''}: {AGAIN}.")
    return EngineError(f"The image server refuses this: {words or f'status {status}'}.")


def in_the_graph(node: str, told: object) -> EngineError:
    """A node of a graph that failed while it ran."""
    words, where = _words(told), f" in its node {node}" if node else ""
    return EngineError(f"The image server failed{where}{f' ({words})' if words else ''}: {AGAIN}.")


def _words(told: object) -> str:
    """The first sentence of a refusal, in whichever of the known places it stands, on one line."""
    for place in ("error", "detail", "message", "msg"):
        if isinstance(told, list) and told:
            told = told[0]
        if isinstance(told, Mapping) and told.get(place):
            told = told[place]
    if isinstance(told, Mapping):
        told = next(
            (told[name] for name in ("message", "msg", "detail", "type") if isinstance(told.get(name), str)), ""
        )
    words = " ".join(str(told).split()) if isinstance(told, str) else ""
    return (words if len(words) <= MOST else words[: MOST - 1] + "…").rstrip(".")
