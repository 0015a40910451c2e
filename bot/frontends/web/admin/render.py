"""A page of the desk: the site's page with the desk's own tabs, and what the last act answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.server.render import page


@dataclass(frozen=True, slots=True)
class Tab:
    path: str
    label: str


TABS = (
    Tab("/desk", "Overview"),
    Tab("/desk/quotas", "Quotas"),
    Tab("/desk/jobs", "Jobs"),
    Tab("/desk/reports", "Reports"),
    Tab("/desk/blocklist", "Blocklist"),
    Tab("/desk/bans", "Bans"),
    Tab("/desk/servers", "Servers"),
    Tab("/desk/keys", "API keys"),
    Tab("/desk/audit", "Audit"),
)


def page_with_forms(request: web.Request, template: str, **values: Any) -> web.Response:
    """Where no referrer may be sent, browsers hide from a form's target whose form it is, and the guard refuses it."""
    response = page(request, template, **values)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def desk_page(request: web.Request, session: Session, template: str, **values: object) -> web.Response:
    return page_with_forms(
        request,
        f"desk/{template}",
        tabs=TABS,
        form_key=session.form_key,
        at=request.path_qs,
        me=session.admin.key,
        **session.take_answer(),
        **values,
    )
