"""Values as the page reads them: plain JSON with every sentence ready, so that its scripts only place things."""

from __future__ import annotations

from base64 import b64encode

from bot.chat.actions import job_actions
from bot.chat.reply import plan_advice, reply_text, text_lines
from bot.commands import format_job
from bot.domain.credits import Balance
from bot.domain.jobs import Frame, Job, JobStatus, Progress
from bot.domain.requests import drawing_of, frame_count, prompt_text
from bot.frontends.web.chat.acts import frame_acts, job_acts
from bot.frontends.web.chat.plan_form import plan_view
from bot.frontends.web.gallery.captions import alt, caption, display_sentence, file_name, unnamed
from bot.frontends.web.gallery.urls import file_of, page_of, picture_of, starts_of, thumb_of
from bot.text import credits, format_estimate, strip_markdown
from generation.engine import EngineError, EngineInfo
from generation.request.sizes import image_size
from story.request import StoryRequest

View = dict[str, object]
UNKNOWN_SIZE = (256, 256)  # of a picture to come, while no engine is ready to say


def job_view(job: Job, info: EngineInfo | None) -> View:
    """Everything the page shows of a job."""
    place = job.address.place
    starts = starts_of(job)
    width, height = _size(job, info)
    return {
        "id": job.id,
        "message": place.get("message", job.id),
        "text": place.get("text") or format_job(job),
        "again": "again" in place,
        "command": format_job(job),
        "captioned": _is_captioned(job),
        "status": job.status.value,
        "created_at": job.created_at.isoformat(),
        "label": _label(job),
        "announcement": _announcement(job),
        "expected": _expected(job),
        "width": width,
        "height": height,
        "frames": [_frame_view(job, frame, info) for frame in job.outcome.frames],
        "page": _page_view(job, job.outcome.page) if job.outcome.page else None,
        "href": page_of(job),
        "start": next(iter(starts), ""),
        "starts": starts,
        "story": job.kind == "story",
        "redo": "redo" in job_actions(job),
        "acts": job_acts(job, info) if job.status.ended else [],
        "plan": plan_view(job, info),
        "of_plan": job.parent.job_id if job.parent and job.parent.verb == "plan" else "",
        **_words(job),
    }


def progress_view(progress: Progress) -> View:
    preview = b64encode(progress.preview).decode() if progress.preview else ""
    return {
        "job": progress.job_id,
        "step": progress.step,
        "num_steps": progress.num_steps,
        "position": progress.position,
        "left": "" if progress.estimated_seconds is None else f", {format_estimate(progress.estimated_seconds)}",
        "preview": preview and f"data:image/jpeg;base64,{preview}",
    }


def state_view(info: EngineInfo | None, trouble: str, balance: Balance) -> View:
    """What the page's header says: who draws, and what may still be spent."""
    engine = trouble or (f"{info.model} on {info.device}" if info else "The model is loading…")
    return {
        "engine": engine,
        "detail": info.device_reason if info else "",
        "credits": f"{credits(balance.left)} left",
    }


def _words(job: Job) -> View:
    """The reply's own words, the same as on every front-end; its first line repeats the prompt, which stands above."""
    lines = reply_text(job).split("\n")[1:] if job.status.ended else []
    if ideas := job.kind == "inspire" and len(text_lines(job)):
        # The page lets a command with its dot be pressed.
        commands = [line.replace("`", "`.", 1) for line in lines[:ideas]]
        return {"facts": lines[ideas], "notes": [*commands, *lines[ideas + 1 :]], "outcome": ""}
    if rows := job.kind == "plan" and job.status is JobStatus.SUCCEEDED and len(text_lines(job)):
        about = [line for line in lines[rows + 1 :] if line != plan_advice(job)]  # the form shows the rest
        return {"facts": lines[rows], "notes": about, "outcome": ""}
    if job.outcome.text and job.status is JobStatus.SUCCEEDED:
        return {"facts": lines[1], "notes": lines[2:], "outcome": lines[0]}
    if job.status is JobStatus.SUCCEEDED:
        return {"facts": lines[0], "notes": lines[1:], "outcome": ""}
    return {"facts": "", "notes": [], "outcome": " ".join(lines)}


def _is_captioned(job: Job) -> bool:
    """A picture is captioned where the message above does not say it: a sentence, one choice of `{fox,owl}`, or what
    only this one of several shows.
    """
    typed = " ".join(job.address.place.get("text", "").split())
    varied = len({frame.sentence for frame in job.outcome.frames}) > 1
    return job.kind == "story" or varied or prompt_text(job.request) not in typed


def _expected(job: Job) -> list[str]:
    """What each picture to come will show."""
    if isinstance(job.request, StoryRequest):
        return [display_sentence(sentence) for sentence in job.request.sentences]
    return [] if job.kind in ("describe", "inspire", "plan") else [prompt_text(job.request)] * frame_count(job.request)


def _size(job: Job, info: EngineInfo | None) -> tuple[int, int]:
    if job.outcome.frames:
        return job.outcome.frames[0].width, job.outcome.frames[0].height
    drawing = drawing_of(job.request)
    if info is None or drawing is None:
        return UNKNOWN_SIZE
    try:
        return image_size(info, drawing.aspect_ratio)
    except EngineError:  # admitted by another engine
        return info.width, info.height


def _frame_view(job: Job, frame: Frame, info: EngineInfo | None) -> View:
    part = f"-{frame.index + 1}" if len(job.outcome.frames) > 1 else ""
    words, url = caption(job, frame), file_of(job, frame)
    return {
        "index": frame.index,
        "url": url,
        "thumb": thumb_of(job, frame),
        "href": picture_of(job, frame.index),
        "video": frame.mime.startswith("video/"),
        "name": file_name(words, frame.seed, f"{part}.{url.rpartition('.')[2]}"),
        "width": frame.width,
        "height": frame.height,
        "sentence": words,
        "cast": unnamed(job, frame),
        "alt": alt(job, frame),
        "caption": words,
        "acts": frame_acts(job, frame, info),
    }


def _page_view(job: Job, page: Frame) -> View:
    prompt = prompt_text(job.request)
    return {
        "url": file_of(job, page),
        "name": file_name(prompt, page.seed, "-page.png"),
        "width": page.width,
        "height": page.height,
        "alt": f"The page of the story: {prompt}",
        "caption": "The whole story on one page",
    }


def _label(job: Job) -> str:
    if job.kind == "describe":
        return "What a picture shows"
    if job.kind == "inspire":
        return prompt_text(job.request).replace("ideas", "Ideas", 1)
    if job.kind == "plan":
        return f"The plan of a story: {prompt_text(job.request)}"
    kind = "Story" if job.kind == "story" else "Picture"
    return f"{kind}: {prompt_text(job.request)}"


def _announcement(job: Job) -> str:
    """For those who hear the page: one sentence at every change."""
    match job.status:
        case JobStatus.QUEUED:
            return "Your drawing waits."
        case JobStatus.RUNNING:
            return "Drawing has begun."
        case JobStatus.SUCCEEDED if job.kind == "inspire":
            return f"{_label(job)}: {'; '.join(job.outcome.text.splitlines())}"
        case JobStatus.SUCCEEDED if job.kind == "plan":
            return f"{_label(job)}: {' '.join(map(strip_markdown, text_lines(job)))}"
        case JobStatus.SUCCEEDED if job.outcome.text:
            return f"The picture shows: {job.outcome.text}"
        case JobStatus.SUCCEEDED:
            count = len(job.outcome.frames)
            return f"{'Your picture is' if count == 1 else f'Your {count} pictures are'} here. {_label(job)}"
    return strip_markdown(" ".join(reply_text(job).split("\n")[1:]))
