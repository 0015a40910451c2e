"""What is said of pictures: captions, alternative texts and file names."""

from __future__ import annotations

import re

from bot.domain.jobs import Frame, Job
from bot.domain.requests import prompt_text
from story.request import StoryRequest
from story.sentences import NO_CAST


def display_sentence(sentence: str) -> str:
    """A sentence as it is read: without our mark for an empty stage."""
    return sentence.removeprefix(NO_CAST).strip()


def caption(job: Job, frame: Frame) -> str:
    return display_sentence(frame.sentence or prompt_text(job.request))


def unnamed(job: Job, frame: Frame) -> list[str]:
    """Who is on stage without being named in the caption."""
    words = caption(job, frame).lower()
    return [name for name in frame.cast if name.lower() not in words]


def alt(job: Job, frame: Frame) -> str:
    """For those who do not see the picture."""
    on_stage = unnamed(job, frame)
    return caption(job, frame) + (f" On stage: {', '.join(on_stage)}." if on_stage else "")


def title(job: Job) -> str:
    """What a job is called: a story by its title, or else by its first sentence."""
    if not isinstance(job.request, StoryRequest):
        return prompt_text(job.request)
    return job.request.title or display_sentence(job.request.sentences[0])


def file_name(words: str, seed: int, ending: str) -> str:
    """ "vignette-a-red-fox-7.png"; the ending may begin with a part's name."""
    slug = "-".join(re.findall(r"\w+", words.lower())[:7])[:60]
    return f"vignette-{slug or 'picture'}-{seed}{ending}"
