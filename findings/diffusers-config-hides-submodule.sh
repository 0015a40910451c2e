#!/usr/bin/env bash
# diffusers 0.42.1: in a ModelMixin with a registered configuration, a submodule of the same name as a setting can't be
# reached by that name. torch keeps submodules apart from attributes, diffusers looks into the settings first, so the
# name gives the setting's number, with a FutureWarning that speaks of something else. The weights are there, and saved.
# A plain attribute of that name, or the same class of torch's nn.Module alone, gives what was assigned.
#
# Seen: "torch alone: ModuleList; diffusers: int (2), with a FutureWarning; weights: ['layers.0.weight',
# 'layers.1.weight']; a list of that name: list"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 diffusers==0.42.1
"$folder/venv/bin/python" - 2> "$folder/said" <<'PYTHON' || { cat "$folder/said" >&2; exit 1; }
import warnings

from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import nn


def two():
    return nn.ModuleList(nn.Linear(2, 2, bias=False) for _ in range(2))


class Plain(nn.Module):
    def __init__(self, layers=2):
        super().__init__()
        self.layers = two()


class Model(ModelMixin, ConfigMixin):
    @register_to_config
    def __init__(self, layers=2):
        super().__init__()
        self.layers = two()


class Listed(ModelMixin, ConfigMixin):
    @register_to_config
    def __init__(self, layers=2):
        super().__init__()
        self.layers = ["a", "b"]


with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    found, warned = Model().layers, [each.category.__name__ for each in told]
print(
    f"torch alone: {type(Plain().layers).__name__}; diffusers: {type(found).__name__} ({found}), with a {warned[0]}; "
    f"weights: {list(Model().state_dict())}; a list of that name: {type(Listed().layers).__name__}"
)
assert found == 2 and warned == ["FutureWarning"], "a submodule is found by its name now"
assert isinstance(Plain().layers, nn.ModuleList) and Listed().layers == ["a", "b"]
PYTHON
