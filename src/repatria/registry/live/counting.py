"""How much each incident holds, in words a person can read."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.people.models import Incident

LABELS = {
    Kind.CLAIM: "claims",
    Kind.CONTAINER: "containers",
    Kind.SPECIMEN: "specimens",
    Kind.EFFECT: "effects",
    Kind.SAMPLE: "samples",
    Kind.PROFILE: "profiles",
    Kind.INDIVIDUAL: "groupings",
    Kind.MISSING: "people on the list of the missing",
    Kind.KIN: "relatives",
    Kind.FAMILY: "families",
}


def counts() -> list[dict[str, Any]]:
    """For each incident: slug, title, kind, and how many things of each kind it holds."""
    rows = Thing.objects.values_list("incident_id", "kind").annotate(n=Count("pk")).order_by()
    found = {(incident, kind): n for incident, kind, n in rows}
    return [
        {
            "incident": incident.slug,
            "title": incident.title,
            "kind": incident.kind,
            "counts": {label: found.get((incident.pk, kind.value), 0) for kind, label in LABELS.items()},
        }
        for incident in Incident.objects.order_by("pk")
    ]
