"""Samples, extractions, runs, requests, deliveries, profiles, consensus, quality.

A *sample* is an item cut from a specimen or from another sample. A *delivery* is one file that a laboratory sent back, kept by
its digest and read once. A *profile* is what one run showed of one sample or donation; it is never rewritten, only superseded.
A *consensus* is what all profiles of one subject (a specimen, or a donor) say together, in versions; a *lineage* the same for
mitochondrial or Y profiles. Masses are whole
milligrams, so that a balance is exact on every database.
"""

from __future__ import annotations

from repatria.registry.laboratory.models.delivering import Delivery, Request, RequestLine, Run
from repatria.registry.laboratory.models.lineages import ControlLineage, Haplotypes, Lineage
from repatria.registry.laboratory.models.profiles import Consensus, DeliveryLine, Profile, SamePerson
from repatria.registry.laboratory.models.quality import Alarm, Control
from repatria.registry.laboratory.models.sampling import Extraction, Sample, in_grams

__all__ = [
    "Alarm", "Consensus", "Control", "ControlLineage", "Delivery", "DeliveryLine", "Extraction", "Haplotypes", "Lineage", "Profile",
    "Request", "RequestLine", "Run", "SamePerson", "Sample", "in_grams",
]  # fmt: skip
