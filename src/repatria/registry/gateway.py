"""THE DOOR: a CaseFile goes through, Findings come back. The only module of the registry that imports science.

Functions here take and give nouns of ``repatria.model``, plain values and text, never rows.
"""

from __future__ import annotations
