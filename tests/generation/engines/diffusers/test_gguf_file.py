"""A transformer in GGUF draws what its dequantized weights draw, or is told why it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import torch

from generation.engine import Engine, EngineError
from generation.engines.diffusers import gguf_file
from generation.engines.diffusers.facts import model_facts, models_in, part_sizes
from generation.load import load_engine
from generation.loop import DrawingLoop
from tests.generation.engine_contract import assert_same, begin, complete, draw
from tests.generation.tiny_gguf import BLOCK, save_gguf, transformer_of, without_transformer

TinyFolder = Callable[[str], Path]
TinyEngine = Callable[[str], Engine]
pytestmark = pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning")


def load(model: Path) -> Any:
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(model), "options": options})


# Also tried, once: SD3, FLUX.2 klein, Lumina 2 and Kontext. Of Sana and Qwen-Image-Edit-Plus files load; what they draw
# was not compared.
@pytest.mark.parametrize(
    ("name", "kind", "rest"), [("flux", "Q8_0", "BF16"), ("qwen-image", "Q4_0", "F32"), ("chroma", "Q5_1", "F16")]
)
def test_it_draws_what_its_dequantized_weights_draw_alone_and_in_company(
    name: str, kind: str, rest: str, tiny_folder: TinyFolder, tiny_engine: TinyEngine, tmp_path: Path
) -> None:
    part = without_transformer(tiny_folder, name, tmp_path / "fox")
    stands_for = save_gguf(part / f"fox-{kind}.gguf", transformer_of(tiny_folder(name)), kind, rest=rest)
    with weights_of(tiny_engine(name), stands_for) as plain:
        expected = draw(plain, "a red fox", 7)
    engine = load(tmp_path / "fox")
    assert engine.info.model == "fox" and engine.info.model_hash
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("pair", [begin(engine, "a blue boat", 8), begin(engine, "a red fox", 7)])
    assert_same(draw(engine, "a red fox", 7), expected)
    assert_same(complete(loop, "pair")[1], expected)


def test_the_file_itself_may_be_named_and_have_the_names_of_the_first_code_that_drew_with_it(
    tiny_folder: TinyFolder, tiny_engine: TinyEngine, tmp_path: Path
) -> None:
    """Of several beside the whole model one is chosen so."""
    copytree(tiny_folder("z-image"), tmp_path / "models/z-image-Q8_0")
    file = tmp_path / "models/z-image-Q8_0.gguf"
    weights = transformer_of(tiny_folder("z-image"))
    stands_for = save_gguf(file, weights)
    save_gguf(file, original(weights))
    with weights_of(tiny_engine("z-image"), stands_for) as plain:
        expected = draw(plain, "a red fox", 7)
    engine = load(file)
    assert engine.info.model == "z-image-Q8_0"
    assert_same(draw(engine, "a red fox", 7), expected)
    assert [each.name for each in models_in(tmp_path / "models")] == ["z-image-Q8_0"]


@contextmanager
def weights_of(engine: Any, weights: Mapping[str, torch.Tensor]) -> Iterator[Engine]:
    """An engine that others use, too, with other weights in its transformer for as long as this takes."""
    transformer = engine.pipeline.transformer
    own = {name: weight.clone() for name, weight in transformer.state_dict().items()}
    try:
        transformer.load_state_dict(weights)
        yield engine
    finally:
        transformer.load_state_dict(own)


def original(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Z-Image's weights as its makers named them."""
    renamed = {}
    for name, weight in weights.items():
        if ".attention.to_q." in name:
            three = [weights[name.replace("to_q", each)] for each in ("to_q", "to_k", "to_v")]
            name, weight = name.replace("to_q", "qkv"), torch.cat(three)
        for ours, theirs in (("all_final_layer.2-1.", "final_layer."), ("all_x_embedder.2-1.", "x_embedder.")):
            name = name.replace(ours, theirs)
        for ours, theirs in (("to_out.0", "out"), ("norm_k", "k_norm"), ("norm_q", "q_norm")):
            name = name.replace(f".attention.{ours}.", f".attention.{theirs}.")
        if not re.search(r"\.to_[kv]\.", name):
            renamed[f"model.diffusion_model.{name}"] = weight
    return renamed


def test_its_type_and_what_it_takes_are_known_from_its_header(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    part = without_transformer(tiny_folder, "flux", tmp_path / "fox")
    weights = transformer_of(tiny_folder("flux"))
    save_gguf(part / "fox.gguf", weights, "Q4_0")
    blocks = sum(each.numel() for each in weights.values() if each.ndim == 2 and each.shape[1] % BLOCK == 0) // BLOCK
    facts = model_facts(tmp_path / "fox")
    assert facts.quantized == blocks * 18 == part_sizes(tmp_path / "fox")["transformer"].quantized  # bytes of Q4_0
    whole = model_facts(tiny_folder("flux"))
    assert facts.weights == whole.weights - blocks * BLOCK
    assert facts.memory("bfloat16") == 2 * facts.weights + facts.quantized < whole.memory("bfloat16")
    assert "GiB are quantized, its transformer in GGUF Q4_0; " in facts.sentence()


@pytest.fixture(scope="module")
def flux(tiny_folder: TinyFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a FLUX in its folder, that a test may break."""
    part = without_transformer(tiny_folder, "flux", tmp_path_factory.mktemp("gguf") / "fox")
    save_gguf(part / "fox.gguf", transformer_of(tiny_folder("flux")))
    return part / "fox.gguf"


Break = Callable[[Path, dict[str, torch.Tensor]], object]
TWO = {"token_embd.weight": torch.zeros(4, 32), "blk.0.attn_q.weight": torch.zeros(4, 32)}
WRONG: dict[str, tuple[Break, str]] = {
    "cut short": (
        lambda file, _: file.write_bytes(file.read_bytes()[:-500]),
        "fox.gguf is damaged or cut short: fetch it again",
    ),
    "damaged": (
        lambda file, _: file.write_bytes(file.read_bytes()[:90] + b"\xff" * 40 + file.read_bytes()[130:]),
        "fox.gguf is damaged or cut short: fetch it again",
    ),
    "empty": (lambda file, _: file.write_bytes(b""), "fox.gguf is not GGUF, whatever its name says"),
    "pointer": (
        lambda file, _: file.write_bytes(b"version https://git-lfs.github.com/spec/v1\n"),
        "fox.gguf is only a pointer of Git LFS: fetch the file itself, with git lfs pull",
    ),
    "text encoder": (
        lambda file, _: save_gguf(file, TWO),
        "fox.gguf reads words or pictures and draws none: of a model only the transformer is read from GGUF",
    ),
    "another architecture": (
        lambda file, weights: save_gguf(file, {f"joint_blocks.0.{name}": each for name, each in weights.items()}),
        "fox.gguf is of another kind of model than its folder, whose transformer is a FluxTransformer2DModel",
    ),
    "fewer layers": (
        lambda file, weights: save_gguf(file, {n: each for n, each in weights.items() if "single_" not in n}),
        "fox.gguf is of another ",
    ),
    "another size": (
        lambda file, weights: save_gguf(file, weights | {"x_embedder.weight": torch.zeros(32, 64)}),
        "fox.gguf is of another model than its folder: beside its FluxTransformer2DModel it has other sizes of 1 "
        "weights, such as x_embedder.weight",
    ),
    "type": (
        lambda file, weights: save_gguf(file, weights, "TQ1_0", block=256),
        "fox.gguf is quantized as TQ1_0, which diffusers does not read: take one in Q8_0, Q6_K, Q5_K, Q4_K or Q4_0",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_told_in_a_sentence(
    name: str, flux: Path, tiny_folder: TinyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, clause = WRONG[name]
    whole = flux.read_bytes()
    try:
        spoil(flux, transformer_of(tiny_folder("flux")))
        for model in (flux.parents[1], flux):
            told = model_facts(model).objections
            assert clause in told and told.endswith(".") and "\n" not in told
            with pytest.raises(EngineError) as caught:
                load(model)
            assert str(caught.value) == told
    finally:
        flux.write_bytes(whole)


def test_without_the_package_it_says_how_to_get_it(flux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gguf_file, "find_spec", lambda _: None)
    assert model_facts(flux).objections == "fox.gguf is GGUF and needs the package gguf: make EXTRAS=gguf install."


def test_where_the_rest_of_the_model_belongs_is_said(flux: Path, tmp_path: Path) -> None:
    alone = tmp_path / "den/deep/fox.gguf"
    alone.parent.mkdir(parents=True)
    alone.write_bytes(flux.read_bytes())
    assert model_facts(alone).objections == (
        "fox.gguf is a transformer alone: put it into the folder transformer of its model, which has the text encoders "
        "and the VAE, or that folder beside it as fox."
    )


def test_of_several_one_has_to_be_named(flux: Path, tmp_path: Path) -> None:
    model = Path(copytree(flux.parents[1], tmp_path / "fox"))
    (model / "transformer/fox-Q4_0.gguf").write_bytes(flux.read_bytes())
    told = model_facts(model).objections
    assert told.startswith("The transformer of fox lies there 2 times in GGUF: name one of these files as engine.model")
    assert not model_facts(model / "transformer/fox-Q4_0.gguf").objections


def test_a_kind_that_diffusers_does_not_read_from_it_is_refused(
    flux: Path, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    copytree(tiny_folder("pixart-sigma"), tmp_path / "fox")
    (tmp_path / "fox.gguf").write_bytes(flux.read_bytes())
    assert "is GGUF, which diffusers does not read of PixArtTransformer2DModel: take safetensors" in (
        model_facts(tmp_path / "fox.gguf").objections
    )
