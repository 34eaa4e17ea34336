"""The machine entrance as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The same queries and actions as the pages, for programs."""

    name = "repatria.registry.api"
    label = "api"

    def ready(self) -> None:
        from repatria.registry.api import entries  # noqa: F401
