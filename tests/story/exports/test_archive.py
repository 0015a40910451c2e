"""Archives hold everything a story is made of, under names that sort."""

from __future__ import annotations

import json
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from PIL import Image

from story.exports import export
from tests.story.exports.kit import SENTENCES, book, picture


def test_a_zip_keeps_the_pictures_byte_for_byte_and_says_which_belongs_to_which_sentence() -> None:
    with ZipFile(BytesIO(export(book(), "zip", limit=1))) as archive:
        facts = json.loads(archive.read("story.json"))
        assert [frame["sentence"] for frame in facts["frames"]] == list(SENTENCES)
        assert (facts["seed"], facts["title"], facts["frames"][0]["cast"]) == (7, "Mia", ["Mia"])
        for number, frame in enumerate(facts["frames"]):
            assert archive.read(frame["file"]) == picture(number)
        lines = archive.read("story.txt").decode().splitlines()
    assert lines == ["Mia", *SENTENCES[:2], "The hill at night."]


def test_a_comic_has_its_words_on_its_pages_and_lists_them() -> None:
    with ZipFile(BytesIO(export(book(), "cbz"))) as archive:
        names = archive.namelist()
        root = ElementTree.fromstring(archive.read("ComicInfo.xml"))
        pages = [name for name in names if name.endswith(".jpg")]
        listed = root.findall("Pages/Page")
        assert pages == sorted(pages) and len(pages) == len(listed) == len(SENTENCES)
        assert root.findtext("PageCount") == "3" and root.findtext("Title") == "Mia"
        for name, page in zip(pages, listed, strict=True):
            content = archive.read(name)
            assert page.attrib["ImageSize"] == str(len(content)) and b"trainedAlgorithmicMedia" in content
            with Image.open(BytesIO(content)) as image:
                assert image.height > image.width  # room for the words below a square frame
                assert image.size == (int(page.attrib["ImageWidth"]), int(page.attrib["ImageHeight"]))
