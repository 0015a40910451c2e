"""Settings: where they come from, and what is said about a mistake."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, is_loopback, load
from bot.settings.files import flat
from bot.settings.mistakes import keys

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
SECRETS = {"discord.token", "web.password", "engine.key", "ray.token"}

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a config.toml."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "secrets.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        monkeypatch.setenv("VIGNETTE_SECRETS_FILE", str(path))
        return path

    return write


def mistake(config: Path | None = None) -> str:
    with pytest.raises(SettingsError) as raised:
        load(config)
    return str(raised.value)


def test_the_example_is_the_defaults() -> None:
    assert load(EXAMPLE) == Settings()


def test_the_example_has_every_key_and_shows_secrets_as_comments() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    given = tomllib.loads(text)
    assert set(flat(given)) == set(keys(Settings)) - SECRETS
    assert all(f"\n# {key.partition('.')[2]} = " in text for key in SECRETS)


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGNETTE_WEB__PORT", "2")
    monkeypatch.setenv("VIGNETTE_ENGINE__DEVICES", "cuda:0, cuda:1")
    monkeypatch.setenv("VIGNETTE_ENGINE__OPTIONS", '{"card": "blue"}')
    monkeypatch.setenv("VIGNETTE_DATABASE_URL", "")  # an empty variable sets nothing
    settings = load(write("[web]\nport = 1\nlocal_admin = false\n[engine]\nname = 'echo'"))
    assert (settings.web.port, settings.web.local_admin, settings.web.host) == (2, False, "127.0.0.1")
    assert settings.engine.devices == ("cuda:0", "cuda:1")
    assert (settings.engine.name, settings.engine.options) == ("echo", {"card": "blue"})
    assert settings.database_url == ""


def test_config_toml_of_this_folder_is_read_where_it_is(tmp_path: Path) -> None:
    assert load().web.port == 8420
    (tmp_path / "config.toml").write_text("[web]\nport = 3")
    assert load().web.port == 3


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load().log_json = True  # type: ignore[misc] # that is the point
    with pytest.raises(ValidationError):
        load().web.port = 1


def test_the_database_is_in_the_data_folder_unless_it_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGNETTE_DATA_DIR", "there")
    assert load().database == "sqlite+aiosqlite:///there/vignette.db"
    monkeypatch.setenv("VIGNETTE_DATABASE_URL", "postgresql+asyncpg://me@host/vignette")
    assert load().database == "postgresql+asyncpg://me@host/vignette"


def test_secrets_come_from_the_environment_or_the_secrets_file_and_are_never_shown(
    write_secrets: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_secrets('database_url = "postgresql+asyncpg://me:canary@host/x"\n[discord]\ntoken = "canary"')
    monkeypatch.setenv("VIGNETTE_DISCORD__PREFIX", "!")
    settings = load()
    assert settings.discord.token is not None and settings.discord.token.get_secret_value() == "canary"
    assert settings.discord.prefix == "!" and "canary" in settings.database
    assert "canary" not in repr(settings) + str(settings.discord)
    monkeypatch.setenv("VIGNETTE_DISCORD__TOKEN", "other")
    other = load().discord.token
    assert other is not None and other.get_secret_value() == "other"


def test_the_settings_file_can_name_the_secrets_file(write: Write, tmp_path: Path) -> None:
    secrets = tmp_path / "mine.toml"
    secrets.write_text('[web]\npassword = "canary"')
    secrets.chmod(0o600)
    settings = load(write(f'secrets_file = "{secrets}"\n[web]\nport = 5'))
    assert settings.web.port == 5 and settings.web.password is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 1", "There is no setting `prot` in {path}; did you mean `web.port`?"),
        ("[web]\nprot = 1", "There is no setting `web.prot` in {path}; did you mean `web.port`?"),
        ("[webb]\nport = 1", "There is no setting `webb` in {path}; did you mean `web`?"),
        ("zzzzzzzz = 1", "There is no setting `zzzzzzzz` in {path}."),
        ("web = 1", "`web` is a section in {path}: write [web]"),
        ("[web]\nport = 'x'", "`web.port` in {path} is 'x': it should be a valid integer"),
        ("[web]\nport = 65536", "`web.port` in {path} is 65536: it should be less than or equal to 65535."),
        ("[web]\nhost = '0.0.0.0'", "host 0.0.0.0 lets other machines in; if that is meant, set `web.public = true`."),
        ("[web]\nhost = '127.example.com'", "lets other machines in"),
        ("[engine]\ndtype = 'int8'", "`engine.dtype` in {path} is 'int8': it should be 'auto', 'float32',"),
        ("[engine]\ndevices = []", "`engine.devices` in {path}"),
        ("[engine]\ndevices = [1]", "`engine.devices` in {path} is 1: it should be a valid string."),
        ("[limits]\nsentences = 1", "`limits.sentences` in {path} is 1: it should be greater than or equal to 2."),
        ("[quotas]\nuser_daily = -1", "`quotas.user_daily` in {path} is -1"),
        ("[discord]\nprefix = '. '", "`discord.prefix` in {path} is wrong: a prefix has one to eight characters"),
        ("database_url = 'mysql://me:canary@host'", "`database_url` in {path} is wrong: a database's URL begins with"),
        ("log_level = 'info'", "`log_level` in {path} is 'info': it should be 'DEBUG', 'INFO',"),
        ("[discord]\ntoken = 'canary'", "`discord.token` is a secret and does not belong in {path}: set VIGNETTE_DISC"),
        ("[web]\npassword = 'canary'", "`web.password` is a secret and does not belong in {path}"),
        ("secrets_file = 'none.toml'", "There is no file none.toml."),
        ("web.port = ", "{path} is not TOML: Invalid value (at end of document)"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence_that_names_the_key(write: Write, text: str, words: str) -> None:
    path = write(text)
    said = mistake(path)
    assert words.format(path=path) in said
    assert "\n" not in said and "canary" not in said


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "VIGNETTE_WEB__PROT",
            "1",
            "`web.prot` (VIGNETTE_WEB__PROT in the environment); did you mean `web.port`?",
        ),
        ("VIGNETTE_PROT", "1", "no setting for VIGNETTE_PROT in the environment; did you mean VIGNETTE_WEB__PORT?"),
        ("VIGNETTE_WEB_PORT", "1", "did you mean VIGNETTE_WEB__PORT?"),
        (
            "VIGNETTE_WEB",
            "{}",
            "is a whole section: set its keys one by one, such as VIGNETTE_WEB__ENABLED.",
        ),
        ("VIGNETTE_WEB__PORT", "x", "`web.port` (VIGNETTE_WEB__PORT in the environment) is 'x'"),
        ("VIGNETTE_ENGINE__OPTIONS", "blue", "in the environment) is wrong: in the environment it is written as JSON"),
        ("VIGNETTE_ENGINE__DEVICES__X", "blue", "`engine.devices`"),
        ("VIGNETTE_WEB__PORT__X", "1", "`web.port`"),
        ("VIGNETTE_LOG_JSON__X", "1", "no setting for VIGNETTE_LOG_JSON__X"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert words in mistake()


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    assert mistake(tmp_path / "none.toml") == f"There is no file {tmp_path / 'none.toml'}."
    assert mistake(tmp_path) == f"{tmp_path} cannot be read: Is a directory."
    (tmp_path / "config.toml").write_bytes(b"\xff")
    assert mistake() == "config.toml is not in UTF-8: save it again with the encoding UTF-8."


def test_a_secrets_file_must_hold_secrets_alone_and_be_closed_to_others(write_secrets: Write) -> None:
    path = write_secrets("[web]\nport = 1")
    assert (
        mistake()
        == f"`web.port` is no secret: {path} may hold discord.token, web.password, engine.key, ray.token, database_url"
        " alone."
    )
    path.chmod(0o640)
    assert mistake() == f"Others can read the secrets file {path}: run `chmod 600 {path}`."


def test_a_wrong_secret_is_not_repeated(write_secrets: Write) -> None:
    path = write_secrets("[discord]\ntoken = 12345")
    assert mistake() == f"`discord.token` in {path}: it should be a valid string."


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_addresses(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "127.evil.example", "example.com", ""])
def test_other_addresses(host: str) -> None:
    assert not is_loopback(host)


def test_a_public_page_is_allowed_when_it_is_meant(write: Write) -> None:
    assert load(write("[web]\nhost = '0.0.0.0'\npublic = true")).web.host == "0.0.0.0"


def test_limits_reach_the_parser(write: Write) -> None:
    limits = load(write("[limits]\nprompt_length = 9\nsentences = 3\nimages = 2")).limits.of_a_command
    assert (limits.prompt_length, limits.sentences, limits.images) == (9, 3, 2)


@pytest.mark.parametrize("given", ["my server", "<#12>", "123,", "-5"])
def test_a_server_that_is_no_id_is_refused_in_a_sentence(given: str) -> None:
    """faults.md row 20: text was taken as a server, and nobody was an admin."""
    with pytest.raises(ValueError, match="no id of a server"):
        Settings(discord={"admin_servers": [given]})
    assert Settings(discord={"admin_servers": ["81384788765712384"]}).discord.admin_servers == ("81384788765712384",)
