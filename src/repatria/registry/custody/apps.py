"""Custody as a Django application."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Where every item is at every moment."""

    name = "repatria.registry.custody"
    label = "custody"

    def ready(self) -> None:
        from repatria.registry.custody import entries  # noqa: F401
