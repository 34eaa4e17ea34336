"""Tokens of the machine entrance, and the answers it has already given."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import Q

from repatria.registry.people.models import Incident, User


class Token(models.Model):
    """A key for one person, one incident and a few verbs. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    verbs = models.JSONField()
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made",)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(key: str) -> str:
        """How a key is kept. The key is random and long, so a plain hash suffices."""
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class Answer(models.Model):
    """What was answered to a request with an idempotency key: the same key gives the same answer, and no second act."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=80)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key"),
            models.CheckConstraint(condition=Q(status__isnull=True) | Q(body__isnull=False), name="an_answer_has_a_body"),
        )

    def __str__(self) -> str:
        return self.key
