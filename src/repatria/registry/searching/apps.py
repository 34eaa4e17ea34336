"""The searching stage as a Django application."""

from django.apps import AppConfig


class SearchingConfig(AppConfig):
    """Searches and candidate lists."""

    name = "repatria.registry.searching"
    label = "searching"

    def ready(self) -> None:
        from repatria.registry.searching import entries  # noqa: F401
