"""What every test may rely on: nobody is impatient, and processes that run side by side leave each other a core."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

SOON = 300.0  # seconds: whatever has to come has come by then, on a slow and busy machine, too
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # there is a process for every core


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """What the service allows itself in seconds is meant for people who wait; a slow machine must not fail for it."""
    from bot import dispatch, service
    from bot.chat_more import picture_edits
    from bot.frontends.discord import attached, messenger, offers
    from bot.frontends.web.api import bodies

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "LOADING_PATIENCE", SOON)
        patch.setattr(picture_edits, "PATIENCE", SOON)
        patch.setattr(dispatch, "SETTLE_SECONDS", SOON)
        patch.setattr(attached, "PATIENCE", SOON)
        patch.setattr(messenger, "LOGIN_PATIENCE", SOON)
        patch.setattr(offers, "PATIENCE", SOON)
        patch.setattr(bodies, "MAX_WAIT", int(SOON))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: one that began last would keep one core busy and leave the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
