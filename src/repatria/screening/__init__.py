"""Which pairs, in what order, on which machines, resumable: everyone against everyone."""

from repatria.screening.run import Screening, screen

__all__ = ["Screening", "screen"]
