"""A packet is XML that says what a picture shows and that no camera took it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.provenance.xmp import ALGORITHMIC, MAX_DESCRIPTION, TRAINED, packet, source_of

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_description_gives_xml_that_can_be_read(description: str) -> None:
    root = ElementTree.fromstring(packet(description, TRAINED).encode())
    told = root.find(f".//{RDF}li")
    assert told is not None
    printable = "".join(letter for letter in description if letter >= " " and letter not in "\ufffe\uffff")
    assert (told.text or "").replace("\n", "").replace("\t", "") == printable


@pytest.mark.parametrize("source", [TRAINED, ALGORITHMIC])
def test_the_source_type_is_read_back(source: str) -> None:
    assert source_of(packet("a fox", source)) == source
    assert source_of("a packet without one") == ""


def test_a_packet_fits_into_a_jpeg() -> None:
    assert len(packet("🦊" * 100_000, TRAINED).encode()) < 65_000 and MAX_DESCRIPTION == 10_000
