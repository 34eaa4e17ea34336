"""The top of the river as a Django application."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Exercises that live through every stage."""

    name = "repatria.registry.live"
    label = "live"

    def ready(self) -> None:
        from repatria.registry.live import entries  # noqa: F401
