"""The table of all operations: routes and document are both made of it."""

from __future__ import annotations

from bot.features.access.api_keys import DRAW, READ
from bot.frontends.web.api import account, docs, job_events, jobs, metrics, openai, openai_pictures, pictures, submit
from bot.frontends.web.api.openai_schemas import ImagesView, ModelsView, ModelView
from bot.frontends.web.api.operations import Handler, Header, Operation, Response
from bot.frontends.web.api.problems import Types
from bot.frontends.web.api.schemas import Alive, EngineView, JobPage, JobView, QuotaView, Ready
from bot.frontends.web.server import health
from bot.frontends.web.server.bodies import MAX_BYTES, WITH_PICTURE, WITH_PICTURES

IDEMPOTENCY = Header(
    "Idempotency-Key", "Your own name for this request: sending it again within a day makes no new job."
)
PREFER = Header("Prefer", "`wait=N`: answer when the job has ended, or after N seconds (60 at most).")
AGAIN = Header("Last-Event-ID", "The id of the last event that was heard.")
RANGE = Header("Range", "`bytes=0-1023`: a part of it.")
KNOWN = Header("If-None-Match", "The ETag of what is known already.")
TAKEN = {"Location": "Where the job is.", "Preference-Applied": "The `wait` that was kept."}
CACHED = {"ETag": "The SHA-256 of the bytes.", "Cache-Control": "A picture never changes."}

ASKED = (
    Response(200, "The job, at its end.", JobView, headers=TAKEN),
    Response(202, "The job.", JobView, headers=TAKEN),
)
BYTES = (
    Response(200, "The picture.", media_type="image/png", headers=CACHED, binary=True),
    Response(206, "The part that `Range` names.", media_type="image/png", headers=CACHED, binary=True),
    Response(304, "It is known already.", headers=CACHED),
    Response(416, "It ends before that part.", media_type="application/octet-stream", headers=CACHED, binary=True),
)
DRAWN = (
    Response(200, "The pictures.", ImagesView),
    Response(200, "With `stream`: partial pictures, then the finished ones.", media_type="text/event-stream"),
)
REFUSALS = (Types.REFUSED, Types.CREDITS, Types.QUEUE, Types.KEY_REUSED, Types.NOT_READY)
NOT_DRAWN = (*REFUSALS, openai.NO_MODEL, openai_pictures.NOT_DRAWN, openai_pictures.TOO_LONG)


def _drawing(path: str, handler: Handler, most: int = MAX_BYTES) -> Operation:
    return Operation("POST", path, handler, "Drawing", ASKED, DRAW, REFUSALS, (IDEMPOTENCY, PREFER), most)


OPERATIONS = (
    _drawing("/api/v1/images", submit.draw_image, WITH_PICTURES),
    _drawing("/api/v1/descriptions", submit.describe_picture, WITH_PICTURE),
    _drawing("/api/v1/stories", submit.draw_story, WITH_PICTURES),
    Operation("GET", "/api/v1/jobs", jobs.list_jobs, "Jobs", (Response(200, "A page of jobs.", JobPage),), READ),
    Operation(
        "GET",
        "/api/v1/jobs/{job}",
        jobs.show_job,
        "Jobs",
        (Response(200, "The job.", JobView),),
        READ,
        (Types.NOT_FOUND,),
    ),
    Operation(
        "DELETE",
        "/api/v1/jobs/{job}",
        jobs.cancel_job,
        "Jobs",
        (Response(200, "The cancelled job.", JobView),),
        DRAW,
        (Types.NOT_FOUND, Types.ENDED),
    ),
    Operation(
        "GET",
        "/api/v1/jobs/{job}/events",
        job_events.job_events,
        "Jobs",
        (
            Response(200, "Events.", media_type="text/event-stream"),
            Response(204, "The end was heard already."),
        ),
        READ,
        (Types.NOT_FOUND,),
        (AGAIN,),
    ),
    Operation(
        "GET",
        "/api/v1/jobs/{job}/frames/{index}",
        pictures.show_frame,
        "Pictures",
        BYTES,
        READ,
        (Types.NOT_FOUND,),
        (KNOWN, RANGE),
    ),
    Operation(
        "GET",
        "/api/v1/jobs/{job}/page",
        pictures.show_page,
        "Pictures",
        BYTES,
        READ,
        (Types.NOT_FOUND,),
        (KNOWN, RANGE),
    ),
    Operation("GET", "/api/v1/quota", account.show_quota, "Facts", (Response(200, "Credits.", QuotaView),), READ),
    Operation("GET", "/api/v1/engine", account.show_engine, "Facts", (Response(200, "What draws.", EngineView),), READ),
    Operation(
        "POST",
        "/v1/images/generations",
        openai.generate_images,
        "OpenAI",
        DRAWN,
        DRAW,
        NOT_DRAWN,
        (IDEMPOTENCY,),
    ),
    Operation(
        "POST",
        "/v1/images/edits",
        openai.edit_images,
        "OpenAI",
        DRAWN,
        DRAW,
        NOT_DRAWN,
        (IDEMPOTENCY,),
        most=WITH_PICTURES,
    ),
    Operation("GET", "/v1/models", openai.list_models, "OpenAI", (Response(200, "The models.", ModelsView),), DRAW),
    Operation(
        "GET",
        "/v1/models/{model}",
        openai.show_model,
        "OpenAI",
        (Response(200, "The model.", ModelView),),
        DRAW,
        (openai.NO_MODEL,),
    ),
    Operation(
        "GET",
        "/v1/images/files/{job}/{index}.{format}",
        openai_pictures.show_signed,
        "OpenAI",
        tuple(
            Response(200, "The picture.", media_type=f"image/{kind}", binary=True) for kind in ("png", "jpeg", "webp")
        ),
        problems=(Types.NOT_FOUND, Types.FORBIDDEN),
    ),
    Operation(
        "GET",
        "/metrics",
        metrics.show_metrics,
        "Operating",
        (Response(200, "Figures.", media_type="text/plain"),),
        problems=(Types.NOT_FOUND, Types.FORBIDDEN, Types.NOT_READY),
    ),
    Operation("GET", "/api/v1/openapi.json", docs.show_document, "Operating", (Response(200, "This document."),)),
)

PROBES = (  # served by the pages' own server, which probes ask whether there is an API or not
    Operation("GET", "/healthz", health.health, "Operating", (Response(200, "The event loop turns.", Alive),)),
    Operation(
        "GET",
        "/readyz",
        health.ready,
        "Operating",
        (Response(200, "Pictures can be drawn.", Ready), Response(503, "Not now.", Ready)),
    ),
)
