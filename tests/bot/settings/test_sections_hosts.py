"""Settings of several hosts: a cluster without a token, and a store with its keys in sight, are refused."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from bot import bootstrap
from bot.settings import RaySettings, Settings, SettingsError, StorageSettings
from bot.storage import FrameFiles


def test_a_cluster_on_another_machine_needs_its_token() -> None:
    with pytest.raises(ValidationError, match=r"set `ray\.token`"):
        RaySettings(address="10.0.0.5:6379")
    assert RaySettings(address="10.0.0.5:6379", token=SecretStr("a")).token
    assert RaySettings(address="127.0.0.1:6379").token is None


@pytest.mark.parametrize("address", ["ray://10.0.0.5:10001", "10.0.0.5", "auto", "a b:1"])
def test_a_cluster_is_a_host_and_a_port(address: str) -> None:
    with pytest.raises(ValidationError):
        RaySettings(address=address, token=SecretStr("a"))


def test_fewest_and_most_workers_in_the_wrong_order_are_told() -> None:
    with pytest.raises(ValidationError, match="swap them"):
        RaySettings(min_workers=3, max_workers=2)


def test_there_are_as_many_workers_on_ray_as_there_may_be_and_ray_finds_their_devices() -> None:
    settings = Settings(queue="ray", ray=RaySettings(min_workers=2, max_workers=3))
    assert [each["device"] for each in bootstrap.engines(settings)] == ["auto"] * 3
    bounds = bootstrap.bounds(settings)
    assert bounds and bounds.fewest == 2 and bootstrap.bounds(Settings()) is None


def test_a_queue_on_ray_without_ray_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"Ray is not installed: run `make install EXTRAS=ray`"):
        bootstrap.starter(Settings(queue="ray"))


@pytest.mark.parametrize("pictures", ["s3://key:secret@bucket/prefix", "s3://", "s3://a b/c"])
def test_a_store_is_told_without_its_keys(pictures: str) -> None:
    with pytest.raises(ValidationError, match="keys come from the environment"):
        StorageSettings(pictures=pictures)


def test_pictures_are_in_the_data_folder_in_a_shared_one_or_in_a_store() -> None:
    def files(pictures: str) -> FrameFiles:
        settings = Settings(storage=StorageSettings(pictures=pictures))
        return bootstrap.stores(settings).files

    assert not files("").shared
    assert files("/mnt/pictures").shared
    assert str(files("/mnt/pictures").path("0" * 64)).startswith("/mnt/pictures/00/")
    assert files("memory://bucket/pictures").shared


def test_a_store_whose_package_is_missing_is_a_sentence() -> None:
    with pytest.raises(SettingsError, match="needs the package adlfs"):
        bootstrap.stores(Settings(storage=StorageSettings(pictures="az://pictures")))
