"""`vignette keys`, as the operator of a machine uses it."""

from __future__ import annotations

from pathlib import Path

from tests.bot.cli.kit import document, sentence, vignette


def test_a_key_is_shown_once_and_listed_and_revoked_by_its_beginning(tmp_path: Path) -> None:
    made = document(
        vignette(tmp_path, "keys", "create", "home", "--owner", "discord:1234", "--scope", "read", "--json")
    )
    assert made["key"].startswith(f"vg_{made['prefix']}_") and made["scopes"] == ["read"]
    listed = vignette(tmp_path, "keys", "list").stdout
    assert made["prefix"] in listed and "discord:1234" in listed and made["key"] not in listed
    assert document(vignette(tmp_path, "keys", "revoke", made["prefix"], "--json")) == {"revoked": made["prefix"]}
    assert "revoked already" in sentence(vignette(tmp_path, "keys", "revoke", made["prefix"]), 1)
