"""The homecoming stage as a Django application."""

from django.apps import AppConfig


class HomecomingConfig(AppConfig):
    """From a signature home."""

    name = "repatria.registry.homecoming"
    label = "homecoming"

    def ready(self) -> None:
        from repatria.registry.homecoming import entries, joining  # noqa: F401

        joining.register()
