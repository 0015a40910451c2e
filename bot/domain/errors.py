"""What is refused, and why. The whole tree of errors is drawn in `generation.errors`."""

from __future__ import annotations

from generation.errors import UserError


class Refused(UserError):
    """A request that cannot be taken; its sentence tells the person what to do."""


class OutOfCredits(Refused):
    """It costs more than is left."""


class NotInWorld(Refused):
    """It is about something that the model cannot draw; asked before it is charged, and drawn where `anyway` is set."""


class QueueFull(Refused):
    """Too much waits already; there will be room again."""


class NotReady(Refused):
    """Nothing can be taken at this moment, whatever it is."""


class Undeliverable(Exception):
    """Trying again would not help; its sentence says why."""


class StorageError(UserError):
    """Storage cannot do its work; the message is for anybody, `detail` says where, for whoever runs it."""

    def __init__(self, sentence: str, where: str = "") -> None:
        """`sentence` says {where} in the place of a path or a database's address."""
        super().__init__(sentence.replace("that holds {where}", "of this service").replace(" {where}", ""))
        self.detail = sentence.format(where=where) if where else sentence
