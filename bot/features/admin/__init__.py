"""The admin's desk: what admins do and see, the same in the chat and on the web."""

from __future__ import annotations
