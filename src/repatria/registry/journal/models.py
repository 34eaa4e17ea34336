"""The journal's tables. Nothing updates or deletes an entry: triggers refuse it on both engines (guards.py)."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class Entry(models.Model):
    """One act. ``body`` holds the canonical bytes that the hash covers; the other columns repeat parts of it for look-up."""

    seq = models.BigIntegerField(primary_key=True)
    tag = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    incident = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    body = models.BinaryField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(fields=["incident", "subject", "seq"], name="entry_by_subject"),
            models.Index(fields=["incident", "seq"], name="entry_by_incident"),
            models.Index(fields=["tag", "seq"], name="entry_by_tag"),
            models.Index(fields=["actor", "seq"], name="entry_by_actor"),
        )
        constraints = (models.CheckConstraint(condition=models.Q(seq__gte=1), name="entry_counts_from_one"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.tag}"

    @property
    def said(self) -> dict[str, Any]:
        """The entry as an object."""
        return dict(json.loads(bytes(self.body)))


class Disclosure(models.Model):
    """What a keyed commitment in an entry stands for. An erasure deletes this row; the chain does not change."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="disclosures")
    field = models.CharField(max_length=60)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "field"], name="one_disclosure_a_field"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"


class State(models.Model):
    """The one row that every writer locks: how long the journal is and the right edge of its tree."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    last = models.BinaryField(max_length=32, default=b"\0" * 32)
    frontier = models.BinaryField(default=b"")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_has_one_state"),)

    def __str__(self) -> str:
        return f"{self.size} entries"


class Head(models.Model):
    """A signed head: size and root of the tree at one moment, and what witnesses answered."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField(default=b"")
    """Right edge of the tree at this size, from which later proofs of consistency are made."""
    at = models.DateTimeField()
    text = models.TextField()
    witnessed = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("size",)

    def __str__(self) -> str:
        return f"head at {self.size}"
