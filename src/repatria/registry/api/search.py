"""The one search field, for programs: anything by any number or name, as far as the seat may see."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import lists
from repatria.registry.people import queries
from repatria.registry.people.seats import Seat

router = Router()


@lists(router, "/", "people.desk")
def search(at: Seat, q: str) -> Any:
    """What ``q`` may name: code, words, the page's address, and why it was found."""
    return queries.search(at, q), lambda f: {"code": f.code, "words": f.words, "page": f.url, "why": f.why}
