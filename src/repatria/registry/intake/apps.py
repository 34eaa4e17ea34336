"""Hand-overs as a Django application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """What arrived, from whom, with which papers."""

    name = "repatria.registry.intake"
    label = "intake"

    def ready(self) -> None:
        from repatria.registry.intake import entries  # noqa: F401
