"""Everything Repatria refuses, as one family.

::

    RepatriaError
    ├─ InvalidInput              the data contradict themselves
    │  ├─ InvalidCall            an allele, a call or a profile
    │  ├─ InvalidPedigree        a family that cannot exist
    │  ├─ InvalidCase            a case, a prior, a panel or a table of frequencies
    │  └─ UnreadableFile         carries path, line and field
    ├─ OutOfScope                the data are fine; the method does not cover them
    │  ├─ TooManyLoops           the pedigree needs a table larger than memory allows
    │  └─ TooManyLineages        theta over more founder lineages than can be stated exactly
    ├─ MissingReference          a frequency, a rate or a table was needed and not given
    └─ ReproductionFailed        a stored result could not be recomputed

Every message reads *where: what, with the value. What to do.* Impossible evidence is not an error: it is ``-inf``.
"""

from __future__ import annotations


class RepatriaError(Exception):
    """The root of the family; catch it to catch every refusal and nothing else."""


class InvalidInput(RepatriaError):
    """The data contradict themselves."""


class InvalidCall(InvalidInput):
    """An allele, a call or a profile that cannot be."""


class InvalidPedigree(InvalidInput):
    """A family that cannot exist."""


class InvalidCase(InvalidInput):
    """A case, a prior, a panel or a table of frequencies that contradicts itself."""


class UnreadableFile(InvalidInput):
    """A file that cannot be read: says where (path, line, field), what, and what to do.

    Attributes
    ----------
    path, line, field
        Where it went wrong; ``line`` counts from 1, ``None`` where a format has no lines.
    """

    def __init__(self, what: str, *, path: object = "", line: int | None = None, field: str = "") -> None:
        where = str(path) or "input"
        if line is not None:
            where += f", line {line}"
        if field:
            where += f", field {field}"
        super().__init__(f"{where}: {what}")
        self.path, self.line, self.field = str(path), line, field


class OutOfScope(RepatriaError):
    """The data are fine; the method does not cover them."""


class TooManyLoops(OutOfScope):
    """The pedigree needs a table larger than memory allows."""


class TooManyLineages(OutOfScope):
    """Theta over more founder lineages than can be stated exactly."""


class MissingReference(RepatriaError):
    """A frequency, a rate or a table was needed and not given."""


class ReproductionFailed(RepatriaError):
    """A stored result could not be recomputed."""
