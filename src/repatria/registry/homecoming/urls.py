"""Addresses under ``/i/<incident>/home/``: those of each part, as far as it has pages (``views/<part>.py``, ``URLS``)."""

from importlib import import_module
from importlib.util import find_spec

from repatria.registry.homecoming.parts import PARTS

app_name = "homecoming"
_HERE = "repatria.registry.homecoming.views"
urlpatterns = [url for part in PARTS if find_spec(f"{_HERE}.{part}") for url in import_module(f"{_HERE}.{part}").URLS]
