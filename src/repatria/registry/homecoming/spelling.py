"""Words in one form, for those who compare them."""

from __future__ import annotations

import unicodedata


def one_form(words: str) -> str:
    """``words`` in one form for the ways in which they can be written alike to the eye: NFKC, without characters that nobody sees."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", words) if unicodedata.category(one) not in ("Cf", "Cc", "Co"))
    return " ".join(seen.split())
