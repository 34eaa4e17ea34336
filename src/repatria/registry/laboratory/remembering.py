"""What the last case was made of, kept in memory: the next one makes and checks only the nouns whose content changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

Noun = TypeVar("Noun")


class Known(Protocol):
    """Gives the noun of a content: the one from the last case, or a new one."""

    def __call__(self, content: Hashable, make: Callable[[], Noun], /) -> Noun: ...


class Last:
    """The nouns of the last case by their whole content, so that a changed content is never found.

    Nouns cannot be changed, and what a case no longer holds, such as a relative whose consent has ended, is forgotten with the
    next one.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def turn(self) -> Iterator[Known]:
        """One case: inside, ask for each noun; afterwards these alone are kept. A case that fails changes nothing."""
        before, now = self._kept, {}

        def known(content: Hashable, make: Callable[[], Noun], /) -> Noun:
            found: Noun = before[content] if content in before else make()
            now[content] = found
            return found

        yield known
        self._kept = now
