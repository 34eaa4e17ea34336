"""Families as a Django application."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """The missing, their loss, their kin, consents and wishes."""

    name = "repatria.registry.families"
    label = "families"

    def ready(self) -> None:
        from repatria.registry.families import entries, onfile  # noqa: F401
