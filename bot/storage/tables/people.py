"""The tables of what belongs to people: their defaults, their casts, their keys and their ways in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables.core import Base


class PersonRow(Base):
    """What a person wants their requests to have, unless they say otherwise: option → value, as typed."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(192), primary_key=True)  # "platform:id"
    defaults: Mapped[dict[str, str]]


class CastRow(Base):
    """A character that a server's stories may name without introducing it, and a picture of it."""

    __tablename__ = "casts"
    __table_args__ = (Index(None, "sheet"),)

    server: Mapped[str] = mapped_column(String(192), primary_key=True)  # "platform:id"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    description: Mapped[str]
    sheet: Mapped[str] = mapped_column(String(64), server_default="", default="")  # SHA-256; "": there is none
    sheet_of: Mapped[str] = mapped_column(String(16), server_default="", default="")  # "1a2b3c4d.1"; "": attached
    sheet_by: Mapped[str] = mapped_column(String(192), server_default="", default="")  # "platform:id" of who gave it


class ApiKeyRow(Base):
    """A key of the HTTP API. Of the key itself only the hash is kept, and its first characters to tell keys apart."""

    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the whole key
    name: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    owner: Mapped[str] = mapped_column(String(192))  # "platform:user"
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class IdempotencyRow(Base):
    """What an HTTP client named a request, so that sending it twice makes one job."""

    __tablename__ = "idempotency"
    __table_args__ = (Index(None, "at"),)

    owner: Mapped[str] = mapped_column(String(192), primary_key=True)  # "platform:user"
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    job_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class LoginRow(Base):
    """A one-time link to the web page."""

    __tablename__ = "logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of what stands in the link
    subject: Mapped[str] = mapped_column(String(192))  # "platform:user"
    admin: Mapped[bool]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
