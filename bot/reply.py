"""The words of a reply: what was drawn, from what, by what and for how much; the same for every front-end."""

from __future__ import annotations

import re

from bot.values import EnlargeRequest, Job, JobStatus, Request, VideoRequest
from generation.engine import ImageRequest
from story.request import StoryRequest

MAX_PROMPT = 300  # characters of a prompt in a reply
MAX_TEXT = 1000  # characters of what a picture shows
MAX_IGNORED = 12  # words
_MARKUP = re.compile(r"([\\`*_~|<>\[\]#])")
_ESCAPE = re.compile(r"\\([\\`*_~|<>\[\]#])")
_INVISIBLE_SPACE = "\u200b"


def quiet(text: str, length: int = MAX_PROMPT) -> str:
    """A person's words on one line of ours: short, calling nobody, and without any power over formatting."""
    words = " ".join(text.split())
    words = words if len(words) <= length else f"{words[: length - 1].rstrip()}…"
    return _MARKUP.sub(r"\\\1", words).replace("@", f"@{_INVISIBLE_SPACE}")


def plain(text: str) -> str:
    """Our light Markdown for a place that shows none: no bold, no code marks, no escapes."""
    bare = re.sub(r"(?<!\\)(\*\*|`)", "", text)
    return _ESCAPE.sub(r"\1", bare).replace(_INVISIBLE_SPACE, "")


def number(job: Job) -> str:
    """A job's id as people see and type it."""
    return job.id[:8]


def drawing_of(request: Request) -> ImageRequest | None:
    """Prompt, seed and options, of whatever is drawn; None where nothing is."""
    match request:
        case ImageRequest():
            return request
        case StoryRequest():
            return request.drawing
        case VideoRequest():
            return request.request
        case _:
            return None


def prompt_of(request: Request) -> str:
    """What was asked for, in words: the prompt, the whole story, or ours where nobody wrote any."""
    if isinstance(request, EnlargeRequest):
        return f"a picture, {request.factor} times as large"
    drawing = drawing_of(request)
    return "what a picture shows" if drawing is None else drawing.prompt


def seed_of(request: Request) -> int | None:
    drawing = drawing_of(request)
    return None if drawing is None else drawing.seed


def seed_fact(request: Request) -> str:
    """ "seed 7", or nothing."""
    seed = seed_of(request)
    return "" if seed is None else f"seed {seed}"


def cast_fact(request: Request) -> str:
    """Whom a story introduces before it begins, which its sentences do not tell."""
    cast = request.cast if isinstance(request, StoryRequest) else ()
    return "; ".join(f"{quiet(name, 60)}: {quiet(looks, 120)}" for name, looks in cast)


def credits(amount: int) -> str:
    return f"{amount:,} credit{'' if amount == 1 else 's'}"


def reply_text(job: Job) -> str:
    """What to say when a job has ended."""
    prompt = f"**{quiet(prompt_of(job.request))}**"
    if job.status is JobStatus.CANCELLED:
        return f"{prompt}\nCancelled; nothing was charged."
    if job.status is JobStatus.FAILED:
        return f"{prompt}\n{job.error} Nothing was charged."
    told = (cast_fact(job.request), quiet(job.text, MAX_TEXT), _facts(job), _read_as(job), _ignored(job))
    return "\n".join(filter(None, (prompt, *told)))


def _facts(job: Job) -> str:
    facts = [
        seed_fact(job.request),
        f"{job.model} on {job.device}",
        _context(job),
        f"{job.seconds:.1f} s",
        credits(job.cost),
        f"job `{number(job)}`",
    ]
    return " · ".join(filter(None, facts))


def _context(job: Job) -> str:
    if not isinstance(job.request, StoryRequest):
        return ""
    return f"story context: {job.context}" if job.context else "no story context"


def _read_as(job: Job) -> str:
    """The words that were drawn as others."""
    shown = [f"*{quiet(word, 40)}* as {quiet(drawn, 40)}" for word, drawn in job.read_as[:MAX_IGNORED]]
    more = "" if len(job.read_as) <= MAX_IGNORED else f" and {len(job.read_as) - MAX_IGNORED} more"
    return f"{job.model} drew {', '.join(shown)}{more}." if shown else ""


def _ignored(job: Job) -> str:
    """The words that did not steer the picture, and what would help."""
    if not job.ignored_words:
        return ""
    shown = ", ".join(quiet(word, 40) for word in job.ignored_words[:MAX_IGNORED])
    more = "" if len(job.ignored_words) <= MAX_IGNORED else f" and {len(job.ignored_words) - MAX_IGNORED} more"
    return (
        f"{job.model} does not know: {shown}{more}. "
        r"A larger model draws any word: see \[engine\] in `config.toml`."
    )
