"""A finished file says how it was made, and is the same file every time."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sd_parsers import ParserManager
from sd_parsers.data import Model

from generation.engine import DrawingRequest, EngineInfo
from generation.provenance.png_metadata import drawing_png, enlarged_png, marked_png, reencoded

INFO = EngineInfo("diffusers", "Storybook", "cpu", "", 64, 64, 8, 2.0)
REQUEST = DrawingRequest("a red fox", 7, 64, 64, 8, 2.0, "fog")
PICTURE = Image.linear_gradient("L").resize((64, 64)).convert("RGB")


def marks(png: bytes) -> dict[str, Any]:
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        image.load()
        return dict(image.info)


def test_the_pixels_are_kept() -> None:
    with Image.open(BytesIO(drawing_png(PICTURE, REQUEST, INFO))) as image:
        assert image.tobytes() == PICTURE.tobytes()


def test_people_find_the_parameters_where_gallery_tools_look() -> None:
    assert marks(drawing_png(PICTURE, REQUEST, INFO, context="Storybook context 1"))["parameters"] == (
        "a red fox\nNegative prompt: fog\n"
        "Steps: 8, Sampler: Storybook, CFG scale: 2, Seed: 7, Size: 64x64, Model: Storybook, "
        "Context: Storybook context 1, Version: Vignette"
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_readers_of_stable_diffusions_pictures_read_ours(kind: str) -> None:
    """sd-parsers 0.6 read nothing without a sampler."""
    info = replace(
        INFO, sampler="DPM++ 2M", schedule_type="Karras", model_hash="0123456789", model="my: model, v1", width=640
    )
    content = drawing_png(PICTURE, replace(REQUEST, prompt="a red fox 🦊,\nin snow"), info)
    with Image.open(BytesIO(content)) as opened:
        opened.load()
        if kind != "PNG":
            content = reencoded(opened, kind, 90)
    with Image.open(BytesIO(content)) as image:
        read = ParserManager().parse(image)
    assert read is not None
    [sampler] = read.samplers
    assert (sampler.name, sampler.parameters["cfg_scale"], sampler.parameters["seed"]) == ("DPM++ 2M", "2", "7")
    assert (sampler.parameters["steps"], sampler.parameters["scheduler"]) == ("8", "Karras")
    assert sampler.model == Model(name="my model v1", hash="0123456789")
    assert [each.value for each in sampler.prompts] == ["a red fox 🦊,\nin snow"]
    assert [each.value for each in sampler.negative_prompts] == ["fog"]
    assert read.metadata["Size"] == "64x64"


def test_a_larger_picture_says_what_enlarged_it_where_readers_look() -> None:
    with Image.open(BytesIO(drawing_png(PICTURE, REQUEST, INFO))) as original:
        original.load()
        larger = marks(enlarged_png(PICTURE.resize((128, 128)), original, INFO, "ab" * 32, 2, "Lanczos"))
    assert larger["parameters"].endswith(", Postprocess upscale by: 2, Postprocess upscaler: Lanczos")
    facts = json.loads(larger["vignette"])
    assert (facts["model"], facts["enlarged"]["upscaler"]) == ("Storybook", "Lanczos")


def test_a_picture_names_the_jobs_of_its_references_and_holds_none_of_them() -> None:
    shown = replace(REQUEST, references=(PICTURE, PICTURE), reference_names=("1a2b3c4d.2",))
    facts = json.loads(marks(drawing_png(PICTURE, shown, INFO))["vignette"])
    assert facts["reference_names"] == ["1a2b3c4d.2"] and "references" not in facts


_NOT_GIVEN = ("mask", "mask_sha256", "control", "control_name", "control_scale")


def test_what_marks_a_part_and_what_was_followed_is_named_where_there_is_any() -> None:
    followed = {"control": PICTURE, "control_name": "1a2b3c4d.2", "control_scale": 0.5}
    request = replace(REQUEST, mask=PICTURE, mask_sha256="5f", **followed)
    facts = json.loads(marks(drawing_png(PICTURE, request, INFO))["vignette"])
    assert (facts["mask_sha256"], facts["control_name"], facts["control_scale"]) == ("5f", "1a2b3c4d.2", 0.5)
    assert "mask" not in facts and "control" not in facts


def test_programs_find_the_request_as_json() -> None:
    facts = json.loads(marks(drawing_png(PICTURE, REQUEST, INFO))["vignette"])
    left_out = ("image", "style", "figures", "joined", "references", "reference_names", "loras", *_NOT_GIVEN)
    request = {name: value for name, value in asdict(REQUEST).items() if name not in left_out}
    assert facts == {**request, "engine": "diffusers", "model": "Storybook", "context": None}


def test_a_start_picture_is_named_by_its_hash() -> None:
    request = replace(REQUEST, image=PICTURE, image_sha256="5f" * 32, strength=0.4)
    file = marks(drawing_png(PICTURE, request, INFO))
    assert json.loads(file["vignette"])["image_sha256"] == "5f" * 32
    assert "Denoising strength: 0.4" in file["parameters"]


@pytest.mark.parametrize(("trained", "source"), [(True, "trainedAlgorithmicMedia"), (False, "algorithmicMedia")])
def test_the_file_says_that_no_camera_took_it(trained: bool, source: str) -> None:
    xmp = marks(drawing_png(PICTURE, REQUEST, replace(INFO, trained=trained)))["XML:com.adobe.xmp"]
    assert f'DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{source}"' in xmp


def test_the_same_picture_and_request_are_the_same_bytes() -> None:
    assert drawing_png(PICTURE, REQUEST, INFO) == drawing_png(PICTURE.copy(), REQUEST, INFO)
    assert drawing_png(PICTURE, REQUEST, INFO) != drawing_png(PICTURE, replace(REQUEST, seed=8), INFO)


def test_where_it_was_drawn_does_not_change_the_file() -> None:
    elsewhere = replace(INFO, device="cuda:0", device_reason="NVIDIA")
    assert drawing_png(PICTURE, REQUEST, INFO) == drawing_png(PICTURE, REQUEST, elsewhere)


@pytest.mark.parametrize("prompt", ["🦊 im Schnee — שלום", "line\nbreak", "x" * 10_000, "a\x00b"])
def test_any_prompt_survives_in_the_json(prompt: str) -> None:
    png = drawing_png(PICTURE, replace(REQUEST, prompt=prompt), INFO)
    assert json.loads(marks(png)["vignette"])["prompt"] == prompt


def test_a_page_is_marked_as_its_frames_are() -> None:
    png = marks(marked_png(PICTURE, INFO, "One day.", {"sentences": ["One day."]}))
    assert png["parameters"] == "One day." and json.loads(png["vignette"])["sentences"] == ["One day."]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_other_formats_say_the_same_of_themselves(kind: str) -> None:
    with Image.open(BytesIO(drawing_png(PICTURE, replace(REQUEST, prompt="a red fox 🦊"), INFO))) as opened:
        smaller = opened.convert("RGB").resize((32, 32))
    with Image.open(BytesIO(reencoded(smaller, kind, 85))) as image:
        comment = image.getexif().get_ifd(0x8769)[0x9286]
        assert comment.removeprefix(b"UNICODE\0").decode("utf-16-be") == smaller.info["parameters"]
        assert b"trainedAlgorithmicMedia" in image.info["xmp"] and "a red fox 🦊".encode() in image.info["xmp"]
        assert (image.format, image.size) == (kind, (32, 32))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_picture_of_others_and_a_very_long_prompt_can_be_written_in_any_format(kind: str) -> None:
    with Image.open(BytesIO(reencoded(PICTURE, kind, 85))) as image:
        assert "xmp" not in image.info
    with Image.open(BytesIO(drawing_png(PICTURE, replace(REQUEST, prompt="🦊" * 30_000), INFO))) as opened:
        opened.load()
        assert reencoded(opened, kind, 85)


def test_the_packet_says_what_the_picture_shows_and_what_made_it() -> None:
    xmp = marks(drawing_png(PICTURE, replace(REQUEST, prompt="a <red> fox"), INFO))["XML:com.adobe.xmp"]
    assert '<rdf:li xml:lang="x-default">a &lt;red&gt; fox</rdf:li>' in xmp and 'xmp:CreatorTool="Vignette"' in xmp


def test_a_file_names_the_loras_it_was_drawn_with_and_no_other_does() -> None:
    plain, inked = (marks(drawing_png(PICTURE, replace(REQUEST, loras=loras), INFO)) for loras in ((), (("ink", 0.8),)))
    assert inked["parameters"].startswith("a red fox <lora:ink:0.8>\nNegative prompt: fog")
    assert json.loads(inked["vignette"])["loras"] == [["ink", 0.8]]
    assert "loras" not in json.loads(plain["vignette"])
