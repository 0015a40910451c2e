"""A language model that answers: at a chat endpoint as OpenAI's, on a machine that the operator names, or in a folder.

This module imports no torch until a model is loaded.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from generation.engine import EngineError

PATIENCE = 60.0  # seconds for an answer: nothing else is drawn meanwhile
MOST_BYTES = 2**20  # of an answer
MOST_TOKENS = 4096


class ChatModel(Protocol):
    """Answers what it is asked. One thread owns it."""

    name: str  # as a person would say it
    device: str

    def answer(self, told: str, asked: str) -> str:
        """Its words; `told` says what it is for. Raises `EngineError` where nothing comes."""
        ...


class ChatEndpoint:
    """POST {address}/chat/completions, as OpenAI describes it; neither redirects nor proxies are followed."""

    device = "elsewhere"

    def __init__(self, address: str, model: str = "", patience: float = PATIENCE) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise EngineError("engine.director is no address such as http://127.0.0.1:8080/v1: check the settings.")
        self.name = model or parts.hostname
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._path, self._model, self._patience = f"{parts.path.rstrip('/')}/chat/completions", model, patience

    def answer(self, told: str, asked: str) -> str:
        body = json.dumps(
            {
                "model": self._model,
                "messages": [{"role": "system", "content": told}, {"role": "user", "content": asked}],
                "temperature": 0,
                "max_tokens": MOST_TOKENS,
                "response_format": {"type": "json_object"},
            }
        )
        connect = HTTPSConnection if self._secure else HTTPConnection
        connection = connect(self._host, self._port, timeout=self._patience)
        try:
            connection.request("POST", self._path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read(MOST_BYTES + 1)
        except (OSError, HTTPException) as error:
            raise EngineError(f"{self.name} cannot be reached.") from error
        finally:
            connection.close()
        if response.status != 200 or len(content) > MOST_BYTES:
            raise EngineError(f"{self.name} answered with status {response.status}.")
        try:
            words = json.loads(content)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError) as error:
            raise EngineError(f"{self.name} answered in a form that is none of a chat endpoint's.") from error
        return str(words)
