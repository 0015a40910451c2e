"""What is said of finished jobs: a document for scripts; files, facts and the pictures themselves for a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.chat.reply import reply_text
from bot.cli.output import print_json, print_lines, print_note
from bot.domain.jobs import Frame, Job
from bot.domain.requests import seed_of
from bot.frontends.console.pictures import detect_protocol, render_pictures
from bot.text import strip_markdown
from story.panels.checker import check_to_json


def image_document(jobs: Sequence[Job], paths: Sequence[Path]) -> dict[str, Any]:
    """Several jobs, one for each choice of `{fox,owl}`, share their seed and their engine."""
    frames = [(job, frame) for job in jobs for frame in job.outcome.frames]
    return {
        **_facts(jobs),
        "jobs": [job.id for job in jobs],
        "frames": [
            {"job": job.id, "prompt": frame.sentence, **_file(frame, path)}
            for (job, frame), path in zip(frames, paths, strict=True)
        ],
    }


def story_document(job: Job, paths: Sequence[Path]) -> dict[str, Any]:
    *frame_paths, page = paths
    return {
        **_facts([job]),
        "context": job.outcome.context,
        "frames": [
            {
                "sentence": frame.sentence,
                "cast": list(frame.cast),
                "checked": check_to_json(frame.checked),
                **_file(frame, path),
            }
            for frame, path in zip(job.outcome.frames, frame_paths, strict=True)
        ],
        "page": str(page),
    }


def show(jobs: Sequence[Job], paths: Sequence[Path], document: Mapping[str, Any], *, as_json: bool) -> None:
    """Files on standard output; everything else, for the eye only, on standard error."""
    if as_json:
        return print_json(document)
    protocol = detect_protocol(os.environ, sys.stderr.isatty())
    pictures = [frame.path.read_bytes() for job in jobs for frame in job.outcome.frames]
    columns = os.get_terminal_size(sys.stderr.fileno()).columns if sys.stderr.isatty() else 80
    print_note(render_pictures(pictures, protocol, columns))
    print_note("\n".join(strip_markdown(reply_text(job)) for job in jobs))
    return print_lines(*map(str, paths))


def _facts(jobs: Sequence[Job]) -> dict[str, Any]:
    first = jobs[0]
    return {
        "job": first.id,
        "seed": seed_of(first.request),
        "engine": first.outcome.engine,
        "model": first.outcome.model,
        "device": first.outcome.device,
        "ignored_words": list(dict.fromkeys(word for job in jobs for word in job.outcome.ignored_words)),
        "read_as": dict(pair for job in jobs for pair in job.outcome.read_as),
        "seconds": round(sum(job.outcome.seconds for job in jobs), 3),
        "credits": sum(job.cost for job in jobs),
    }


def _file(frame: Frame, path: Path) -> dict[str, Any]:
    return {
        "path": str(path),
        "sha256": frame.sha256,
        "width": frame.width,
        "height": frame.height,
        "seed": frame.seed,
    }
