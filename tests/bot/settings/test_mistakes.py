"""Which variables of the environment are whose."""

from __future__ import annotations

import pytest

from bot.settings import Settings, SettingsError
from bot.settings.mistakes import check_environment

TOLD = {  # to every container, where a Service (or a linked container) is named vignette, vignette-web or vignette-db
    "PORT": "tcp://10.0.0.11:8420",
    "PORT_8420_TCP": "tcp://10.0.0.11:8420",
    "PORT_8420_TCP_PROTO": "tcp",
    "PORT_8420_TCP_PORT": "8420",
    "PORT_8420_TCP_ADDR": "10.0.0.11",
    "PORT_53_UDP": "udp://10.0.0.11:53",
    "SERVICE_HOST": "10.0.0.11",
    "SERVICE_PORT": "8420",
    "SERVICE_PORT_HTTP": "8420",
    "WEB_PORT": "tcp://10.0.0.12:80",
    "WEB_SERVICE_HOST": "10.0.0.12",
    "WEB_PORT_80_TCP_ADDR": "10.0.0.12",
    "DB_SERVICE_PORT_POSTGRES": "5432",
    "NAME": "/proxy/vignette",
    "ENV_HOME": "/root",
    "DB_NAME": "/vignette/vignette-db",
    "DB_ENV_PG_MAJOR": "17",
}


def test_what_kubernetes_and_docker_tell_of_a_service_of_our_name_is_not_the_operators(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """cloud-on-k8s#1987: the program stopped for a variable that nobody had set."""
    for name, value in TOLD.items():
        monkeypatch.setenv(f"VIGNETTE_{name}", value)
    check_environment(Settings)
    assert Settings() == Settings.model_construct()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "8420"),
        ("WEB_PORT", "8420"),
        ("PORTS", "tcp://10.0.0.11:8420"),
        ("SERVICE", "x"),
        ("HOST", "10.0.0.11"),
        ("NAME", "fox"),
        ("PORT_8420", "1"),
    ],
)
def test_what_only_looks_like_it_is_still_a_mistake(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"VIGNETTE_{name}", value)
    with pytest.raises(SettingsError, match=f"There is no setting for VIGNETTE_{name} in the environment"):
        check_environment(Settings)
