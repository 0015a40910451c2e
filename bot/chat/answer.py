"""What the chat says at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.jobs import Job


@dataclass(frozen=True, slots=True)
class Answer:
    """What the chat says at once: text, and the job that was accepted, if any. Text is Markdown-light and short."""

    text: str
    job: Job | None = None
    attachment: tuple[str, bytes] | None = None  # (file name, content), for exports
    refused: bool = False  # the text says why nothing was done
    private: bool = False  # for nobody else's eyes: a link to come in by, words that nobody may use
