"""Check of the certificate that signs pictures: by signing one."""

from __future__ import annotations

from bot import bootstrap
from bot.cli.checks.check import Check
from bot.settings import Settings
from generation.engine import EngineError


def check_certificate(settings: Settings) -> Check:
    try:
        if (credentials := bootstrap.credentials(settings)) is not None:
            credentials.close()
    except EngineError as error:
        return Check("certificate", False, str(error))
    return Check("certificate", True, f"{settings.provenance.certificate} signs pictures")
