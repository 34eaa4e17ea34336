"""An opened photograph as an answer: inside the page for reading, or the whole file to keep."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from repatria.registry.inventory.models import Photograph


def shown(request: Any, row: Photograph, data: bytes, *, whole: bool, code: str, back: str) -> HttpResponse:
    """The answer to an opening: never an address that could be opened again without an act."""
    if whole:
        answer = HttpResponse(data, content_type=row.media)
        ending = "png" if row.media == "image/png" else "jpg"
        answer["Content-Disposition"] = f'attachment; filename="{code}-{row.pk}.{ending}"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "no-store"
        return answer
    picture = "data:image/jpeg;base64," + b64encode(data).decode()
    context = {"row": row, "picture": picture, "code": code, "back": back, "own": request.path}
    template = "inventory/part_photograph.html" if request.htmx else "inventory/photograph.html"
    return render(request, template, context)
