"""Reports read: a news report or communiqué in, proposed claims out; and the claims of two reports held against each other.

``read(text, published=…, place=…)`` proposes claims; ``compare(a, b)`` pairs them. Nothing here decides: a person confirms.
"""

from repatria.reports.claim import AboutTime, Claim, Pair
from repatria.reports.comparing import compare
from repatria.reports.opening import Opened, open_report, opened
from repatria.reports.reading import read

__all__ = ["AboutTime", "Claim", "Opened", "Pair", "compare", "open_report", "opened", "read"]
