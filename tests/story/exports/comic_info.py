"""The schema of ComicInfo 2.0 in our own words, as far as a test needs it: order, types and values.

The order is part of the schema (an xs:sequence): https://github.com/anansi-project/comicinfo, schema/v2.0.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

ORDER = (
    *("Title", "Series", "Number", "Count", "Volume", "AlternateSeries", "AlternateNumber", "AlternateCount"),
    *("Summary", "Notes", "Year", "Month", "Day", "Writer", "Penciller", "Inker", "Colorist", "Letterer"),
    *("CoverArtist", "Editor", "Publisher", "Imprint", "Genre", "Web", "PageCount", "LanguageISO", "Format"),
    *("BlackAndWhite", "Manga", "Characters", "Teams", "Locations", "ScanInformation", "StoryArc", "SeriesGroup"),
    *("AgeRating", "Pages", "CommunityRating", "MainCharacterOrTeam", "Review"),
)
INTEGERS = {"Count", "Volume", "AlternateCount", "Year", "Month", "Day", "PageCount"}
PAGE = {
    "Image": r"\d+",
    "Type": "FrontCover|InnerCover|Roundup|Story|Advertisement|Editorial|Letters|Preview|BackCover|Other|Deleted",
    "DoublePage": "true|false",
    "ImageSize": r"\d+",
    "Key": ".*",
    "Bookmark": ".*",
    "ImageWidth": r"-?\d+",
    "ImageHeight": r"-?\d+",
}


def mistakes(root: Element) -> list[str]:
    """What the schema would object to."""
    found = [] if root.tag == "ComicInfo" else [f"the root is {root.tag}"]
    names = [child.tag for child in root]
    found += [f"{name} is unknown" for name in names if name not in ORDER]
    if names != sorted(set(names), key=ORDER.index):
        found.append(f"out of order, or twice: {names}")
    found += [f"{each.tag} is no number" for each in root if each.tag in INTEGERS and not (each.text or "").isdigit()]
    for page in root.findall("Pages/*"):
        if page.tag != "Page" or "Image" not in page.attrib:
            found.append("a page without its image")
        wrong = {name for name, text in page.attrib.items() if not re.fullmatch(PAGE.get(name, "(?!)"), text)}
        found += [f"{name} of a page" for name in sorted(wrong)]
    return found
