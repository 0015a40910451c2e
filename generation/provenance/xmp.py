"""What a file says of itself to the rest of the world: an XMP packet with description, tool and digital source type.

The source types are IPTC's (https://cv.iptc.org/newscodes/digitalsourcetype): platforms that label generated pictures
read them.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

CREATOR_TOOL = "Vignette"
TRAINED = "trainedAlgorithmicMedia"  # by a model that was trained on pictures
ALGORITHMIC = "algorithmicMedia"  # by an algorithm alone
MAX_DESCRIPTION = 10_000  # characters: JPEG holds a packet of 64 KB at most

_SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SOURCE = re.compile(rf'{re.escape(_SCHEME)}(\w+)"')
_TOOL = re.compile(r'xmp:CreatorTool="([^"]{1,100})"')
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RDF = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:CreatorTool="{tool}"
 Iptc4xmpExt:DigitalSourceType="{source}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>{named}
</rdf:Description></rdf:RDF></x:xmpmeta>"""

_TITLE = '\n<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>'
_CREATOR = "\n<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"


def packet(description: str, source: str) -> str:
    """The whole packet, for a picture file; `source` is a term of IPTC's list."""
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{rdf(description, source)}\n<?xpacket end="r"?>'


def rdf(description: str, source: str, title: str = "", creator: str = "") -> str:
    """The packet's content, for formats that put it into an envelope of their own; "" where there is none of them."""
    named = _TITLE.format(escape(xml_text(title))) if title else ""
    named += _CREATOR.format(escape(xml_text(creator))) if creator else ""
    words = escape(xml_text(description))
    return _RDF.format(tool=CREATOR_TOOL, source=source_url(source), description=words, named=named)


def xml_text(text: str) -> str:
    """The text without what XML cannot hold, and not too long."""
    return _NOT_XML.sub("", text)[:MAX_DESCRIPTION]


def source_of(packet_text: str) -> str:
    """The source type that a packet states; "" where it states none."""
    match = _SOURCE.search(packet_text)
    return match[1] if match else ""


def tool_of(packet_text: str) -> str:
    """The tool that a packet names as its maker; "" where it names none."""
    match = _TOOL.search(packet_text)
    return match[1] if match else ""


def source_url(source: str) -> str:
    """A term of IPTC's list as others name it."""
    return _SCHEME + source
