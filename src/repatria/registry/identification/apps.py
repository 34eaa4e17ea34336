"""The identification stage as a Django application."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """Evidence files, exclusions, statements."""

    name = "repatria.registry.identification"
    label = "identification"

    def ready(self) -> None:
        from repatria.registry.identification import entries  # noqa: F401
