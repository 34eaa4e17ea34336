"""Small helpers that write SVG as text: escaped, rounded, without style attributes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

Attribute = str | float | int | None


def number(value: float) -> str:
    """A coordinate with at most two decimals and no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def tag(name: str, *inside: str, **attributes: Attribute) -> str:
    """An element. ``inside`` is markup already; attribute values are escaped, None leaves the attribute out.

    An underscore in an attribute's name becomes a hyphen and a trailing one is dropped (``class_``, ``text_anchor``).
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = value if isinstance(value, str) else number(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(shown)}"')
    opening = " ".join(parts)
    body = "".join(inside)
    return f"<{opening}>{body}</{name}>" if body else f"<{opening}/>"


def words(text: str, x: float, y: float, *, size: float = 12, **more: Attribute) -> str:
    """A line of text at a point (``anchor``: start, middle or end; ``class_``: drawing-text unless given); the text is escaped."""
    given: dict[str, Attribute] = {
        "fill": "#222222",
        "class_": "drawing-text",
        "text_anchor": more.pop("anchor", "start"),
        **more,
    }
    return tag("text", escape(clean(text)), x=x, y=y, font_size=size, **given)


def clean(text: str) -> str:
    """The text without characters that XML forbids."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )


def picture(
    width: float, height: float, name: str, title: str, description: str, inside: Iterable[str], *, interactive: bool
) -> str:
    """A whole drawing named by its title and described by its desc; role img, or group where it holds links.

    ``name`` makes the ids of title and desc; it must differ between two drawings of one page.
    """
    return tag(
        "svg",
        tag("title", escape(clean(title)), id=f"{name}-title"),
        tag("desc", escape(clean(description)), id=f"{name}-desc"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="group" if interactive else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_=f"drawing drawing-{name}",
        font_family="Noto Sans, sans-serif",
    )


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]], *, class_: str = "drawing-table") -> str:
    """An HTML table with a caption; every cell is escaped, the first of a row is its heading."""
    head = tag("tr", *(tag("th", escape(text), scope="col") for text in heads))
    body = []
    for row in rows:
        first, *rest = [escape(clean(cell)) for cell in row]
        body.append(f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>")
    return tag(
        "table", tag("caption", escape(caption)), f"<thead>{head}</thead>", f"<tbody>{''.join(body)}</tbody>", class_=class_
    )
