"""The laboratory as a Django application."""

from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    """Samples, profiles, consensus and quality."""

    name = "repatria.registry.laboratory"
    label = "laboratory"

    def ready(self) -> None:
        from repatria.registry.laboratory import entries, providing, readying  # noqa: F401

        providing.register()
        readying.register()
