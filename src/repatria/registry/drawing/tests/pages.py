"""What tests ask of every drawing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED_ADDRESS = "http://www.w3.org/2000/svg"


def checked(text: str) -> ElementTree.Element:
    """The drawing as a tree, after the checks that hold for all: no style, no script, no outside address, named and described."""
    root = ElementTree.fromstring(text)
    tags = {node.tag for node in root.iter()}
    assert not tags & {f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image"}
    for node in root.iter():
        assert not any(name == "style" or name.startswith("on") for name in node.attrib), node.attrib
    assert set(re.findall(r"https?://[^\"'< ]+", text)) <= {ALLOWED_ADDRESS}
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert root.get("aria-labelledby") in ids and root.get("aria-describedby") in ids
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    assert "nan" not in text.lower().replace("tenan", "").split() and "inf" not in text.split()
    return root
