"""What a command says when the registry's extra is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from repatria.errors import MissingReference


def need_registry() -> None:
    """Refuse, with the sentence that helps, unless the registry's packages are there."""
    absent = [name for name in ("django", "ninja", "allauth", "granian", "cryptography", "typst") if find_spec(name) is None]
    if absent:
        raise MissingReference(f"the registry needs {', '.join(absent)}. Install it with: pip install 'repatria[registry]'")
