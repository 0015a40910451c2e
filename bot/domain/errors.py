"""What is refused, and why: the errors whose sentence is for a person."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be taken; its sentence tells the person what to do."""


class OutOfCredits(Refused):
    """It costs more than is left."""


class QueueFull(Refused):
    """Too much waits already; there will be room again."""


class NotReady(Refused):
    """Nothing can be taken at this moment, whatever it is."""


class Undeliverable(Exception):
    """Trying again would not help; its sentence says why."""


class StorageError(Exception):
    """Storage cannot do its work; the message is for a person."""
