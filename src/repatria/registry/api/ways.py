"""The four ways through the machine entrance: look at one thing, list things, fetch a paper, do an act.

Each takes a plain function and makes an endpoint of it. The seat is read from the key, the verb is needed before anything else is
looked at, and an act is done once for its idempotency key.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from ninja import File, Form, Router, UploadedFile

from repatria.registry.api.asked import Nothing, filled, shape_of
from repatria.registry.api.seat import HEADER, key_of, once, seat
from repatria.registry.api.shapes import REFUSALS, Answer, Listing, Slug, answer, listing
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound, Refusal

Row = dict[str, Any]
View = Callable[..., Any]
Given = Callable[..., Mapping[str, Any]]
PAGING = ("offset", "limit")
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "8 to 80 ASCII characters of your choice, new for each act; the same again gives the first answer",
    "schema": {"type": "string", "minLength": 8, "maxLength": 80},
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes out."""

    data: bytes
    name: str
    media: str


def looks(router: Router, path: str, verb: str) -> Callable[[View], View]:
    """``GET`` one thing: the function takes a seat and the address's parts, and answers with a row."""

    def decorate(view: View) -> View:
        def endpoint(request: Any, *, incident: str, **said: Any) -> Any:
            at = _seated(request, incident, verb, said)
            return answer(at, view(at, **said))

        _mount(router, "GET", path, view, endpoint, 1, {200: Answer, **REFUSALS})
        return view

    return decorate


def lists(router: Router, path: str, verb: str) -> Callable[[View], View]:
    """``GET`` a page of things: the function answers with rows and the function that tells one."""

    def decorate(view: View) -> View:
        def endpoint(request: Any, *, incident: str, offset: int = 0, limit: int = 100, **said: Any) -> Any:
            at = _seated(request, incident, verb, said, PAGING)
            rows, tell = view(at, **said)
            return listing(at, rows, tell, offset, limit)

        extra = {"offset": (int, 0), "limit": (int, 100)}
        _mount(router, "GET", path, view, endpoint, 1, {200: Listing, **REFUSALS}, extra=extra)
        return view

    return decorate


def fetches(router: Router, path: str, verb: str, media: str) -> Callable[[View], View]:
    """``GET`` a file: the function answers with a :class:`Paper`. The mark of an exercise stands in the header ``X-Notice``."""

    def decorate(view: View) -> View:
        def endpoint(request: Any, *, incident: str, **said: Any) -> HttpResponse:
            at = _seated(request, incident, verb, said)
            paper: Paper = view(at, **said)
            name = {"Content-Disposition": f'attachment; filename="{paper.name}"', "X-Content-Type-Options": "nosniff"}
            response = HttpResponse(paper.data, content_type=paper.media, headers=name)
            if at.incident.banner:
                response.headers["X-Notice"] = at.incident.banner
            return response

        told = {
            "responses": {
                200: {"description": "The file", "content": {media: {"schema": {"type": "string", "format": "binary"}}}}
            }
        }
        _mount(router, "GET", path, view, endpoint, 1, dict(REFUSALS), told=told)
        return view

    return decorate


def acts(
    router: Router,
    path: str,
    verb: str,
    form: type[forms.Form] = Nothing,
    given: Given | None = None,
    refused: Callable[..., None] | None = None,
) -> Callable[[View], View]:
    """``POST`` an act: the function takes a seat and the valid form, and answers with what was made.

    ``given`` gets the seat and the address's parts and answers with what the form needs besides, such as its choices. ``refused``
    gets the seat, the refusal and the address's parts, after everything was taken back: for acts whose refusal leaves a trace.
    """

    def decorate(view: View) -> View:
        def endpoint(request: Any, *, incident: str, told: Any = None, **said: Any) -> Any:
            at = _seated(request, incident, verb, said)
            key_of(request)

            def act() -> Row:
                words = told.dict() if told is not None else {}
                return answer(at, view(at, filled(form, words, **(given(at, **said) if given else {})), **said))

            try:
                return once(request, act)
            except Refusal as refusal:
                if refused is not None and not isinstance(refusal, NotFound):
                    refused(at, refusal, **said)
                raise

        extra: dict[str, Any] = {} if form is Nothing else {"told": (shape_of(form), inspect.Parameter.empty)}
        _mount(
            router,
            "POST",
            path,
            view,
            endpoint,
            2,
            {200: Answer, **REFUSALS},
            extra=extra,
            told={"parameters": [KEY_PARAMETER]},
        )
        return view

    return decorate


def brings(router: Router, path: str, verb: str, form: type[forms.Form], given: Given | None = None) -> Callable[[View], View]:
    """``POST`` a file with fields, as multipart. The function reads the file before anything is locked and answers with the act."""

    def decorate(view: View) -> View:
        def endpoint(request: Any, *, incident: str, file: UploadedFile, told: Any = None, **said: Any) -> Any:
            at = _seated(request, incident, verb, said)
            key_of(request)
            words = told.dict() if told is not None else {}
            valid = filled(form, words, {"file": file}, **(given(at, **said) if given else {}))
            act: Callable[[], Row] = view(at, valid, file, **said)
            return once(request, lambda: answer(at, act()))

        shape = shape_of(form)
        extra: dict[str, Any] = {"file": (UploadedFile, File(...))}
        if shape.model_fields:
            extra["told"] = (shape, Form(...))
        _mount(
            router,
            "POST",
            path,
            view,
            endpoint,
            3,
            {200: Answer, **REFUSALS},
            extra=extra,
            told={"parameters": [KEY_PARAMETER]},
        )
        return view

    return decorate


def _seated(request: Any, incident: str, verb: str, said: Row, besides: tuple[str, ...] = ()) -> Seat:
    """The seat, if it may; an address or a query that can name nothing is not found.

    A word of the query that the request does not take is refused: passed over, a filter written wrongly would answer with everything.
    """
    at = seat(request, incident)
    at.need(verb)
    for value in said.values():
        if (isinstance(value, str) and "\0" in value) or (isinstance(value, int) and not -(2**53) < value < 2**53):
            raise NotFound
    taken = [*said, *besides]
    for name in request.GET:
        if name not in taken:
            raise Impossible(f"{name[:40]!a}: no word of this request. It takes {', '.join(taken) or 'none'}. See the OpenAPI.")
    return at


def _mount(
    router: Router,
    method: str,
    path: str,
    view: View,
    endpoint: View,
    skip: int,
    answers: dict[int, Any],
    *,
    extra: Mapping[str, tuple[Any, Any]] | None = None,
    told: Row | None = None,
) -> None:
    """Give ``endpoint`` the parameters of ``view`` after the first ``skip``, and put it under ``path``."""
    only, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    hints = typing.get_type_hints(view)
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    parameters.append(inspect.Parameter("incident", only, annotation=Slug))
    for name, one in list(inspect.signature(view).parameters.items())[skip:]:
        parameters.append(inspect.Parameter(name, only, default=one.default, annotation=hints.get(name, str)))
    for name, (kind, default) in (extra or {}).items():
        parameters.append(inspect.Parameter(name, only, default=default if default is not empty else empty, annotation=kind))
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    said = inspect.cleandoc(view.__doc__ or "").replace("``", "")
    endpoint.__name__, endpoint.__doc__ = view.__name__, said
    router.api_operation(
        [method],
        path,
        response=answers,
        summary=said.split("\n")[0].rstrip("."),
        operation_id=f"{view.__module__.rsplit('.', 1)[-1]}_{view.__name__}",
        openapi_extra=told,
    )(endpoint)
