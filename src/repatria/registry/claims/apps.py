"""Claims as a Django application."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Who said what, when, in which document."""

    name = "repatria.registry.claims"
    label = "claims"

    def ready(self) -> None:
        from repatria.registry.claims import entries  # noqa: F401
