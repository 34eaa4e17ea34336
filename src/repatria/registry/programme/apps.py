"""The programme as a Django application."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Agreements, promises, requests, journeys and ceremonies: the public story of an incident."""

    name = "repatria.registry.programme"
    label = "programme"

    def ready(self) -> None:
        from repatria.registry.programme import entries  # noqa: F401
