"""Codes and identifiers as a Django application."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    """Every code ever given."""

    name = "repatria.registry.codes"
    label = "codes"

    def ready(self) -> None:
        from repatria.registry.codes import entries  # noqa: F401
