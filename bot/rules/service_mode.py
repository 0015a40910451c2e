"""Whether the service is open, paused or draining; kept in the database, so that a restart changes nothing."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.service_state import StateStore

KEY = "mode"
DRAINING = "Vignette is about to stop and takes nothing new: try again later."


class Mode(StrEnum):
    OPEN = "open"
    PAUSED = "paused"  # requests are taken and wait; what is being drawn is finished
    DRAINING = "draining"  # nothing new is taken; what waits is drawn


async def mode_of(state: StateStore, session: AsyncSession) -> Mode:
    return Mode(await state.get(session, KEY) or Mode.OPEN)


async def set_mode(state: StateStore, session: AsyncSession, mode: Mode) -> None:
    await state.set(session, KEY, mode)
