"""T-21: every address of the registry, found in the URL resolver, so that a new one without a proof cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": *"[^"]*"|data-token="[^"]*"')


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its full name, pattern, the names of what it takes, and its view."""

    name: str
    pattern: str
    takes: tuple[str, ...]
    view: Callable[..., HttpResponse]

    @property
    def verb(self) -> str:
        """What a visitor must be allowed to do; empty where the view does not say."""
        return str(getattr(self.view, "verb", ""))

    @property
    def public(self) -> bool:
        """Whether it is meant for everybody."""
        return bool(getattr(self.view, "public", False))

    @property
    def stage(self) -> str:
        """The stage that it belongs to."""
        return self.view.__module__.split(".")[2]

    def address(self, told: Mapping[str, Any]) -> str:
        """The path with its parts filled in."""
        return reverse(self.name, kwargs={name: told[name] for name in self.takes})


def routes() -> list[Route]:
    """All addresses of the registry."""
    return list(_walk(get_resolver().url_patterns, (), "", ()))


def _walk(
    patterns: Sequence[URLPattern | URLResolver], spaces: tuple[str, ...], lead: str, above: tuple[str, ...]
) -> Iterator[Route]:
    for one in patterns:
        takes = (*above, *one.pattern.converters)
        if isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walk(one.url_patterns, inner, lead + str(one.pattern), takes)
        else:
            yield Route(":".join((*spaces, one.name or "")), lead + str(one.pattern), takes, one.callback)


def body(response: HttpResponse) -> bytes:
    """What a visitor reads, without the token that is new in every page."""
    return TOKEN.sub(b"", b"".join(response.streaming_content) if response.streaming else response.content)  # type: ignore[attr-defined]
