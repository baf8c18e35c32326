"""HTML from Python: whatever is put into it is text, unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from trigpoint.pose.report.pictures import Picture


class Markup(str):
    """HTML that is safe as it is."""

    __slots__ = ()


def safe(value: object) -> Markup:
    """The value as markup: text is escaped, whatever characters are in it."""
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def element(tag: str, *inside: object, **attributes: str) -> Markup:
    """`class_` and the like lose their underscore, others become dashes: `aria_label` is `aria-label`."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items()
    )
    return Markup(f"<{tag}{given}>{joined(inside)}</{tag}>")


def joined(parts: Iterable[object]) -> Markup:
    return Markup("".join(safe(part) for part in parts))


def code(text: str) -> Markup:
    return element("code", text)


def section(name: str, title: str, *inside: object) -> Markup:
    """A heading that can be linked to, and what belongs to it."""
    return joined([element("h2", title, id=name), *inside, "\n"])


def table(
    name: str,
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    texts: Sequence[int] = (),
) -> Markup:
    """Scrolls sideways in its own box, by key as well.

    The first column names the row; those at the places `texts` are bound to the left.
    """
    head = element(
        "tr",
        *(
            element("th", column, scope="col", class_="text" if place in texts else "number")
            for place, column in enumerate(columns)
        ),
    )
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(
                element("td", cell, class_="text") if place in texts else element("td", cell)
                for place, cell in enumerate(row[1:], start=1)
            ),
        )
        for row in rows
    ]
    whole = element("table", element("caption", caption), element("thead", head), element("tbody", *body))
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=name)


def figure(picture: Picture) -> Markup:
    """A picture for either ground, which scrolls sideways where there is little room."""
    dark = Markup(f'<source media="(prefers-color-scheme: dark)" srcset="{picture.dark}">')
    image = element("picture", dark, _image(picture))
    return element(
        "figure",
        element(
            "div", image, class_="wide", tabindex="0", role="group", aria_label="Picture, scrolls sideways"
        ),
    )


def captioned(picture: Picture, *caption: object) -> Markup:
    return element("figure", _image(picture), element("figcaption", *caption))


def _image(picture: Picture) -> Markup:
    size = f'width="{picture.width}" height="{picture.height}"'
    return Markup(f'<img src="{picture.light}" {size} alt="{escape(picture.alt)}">')
