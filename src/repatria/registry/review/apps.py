"""The review stage as a Django application."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Reviews, rules in force and signatures."""

    name = "repatria.registry.review"
    label = "review"

    def ready(self) -> None:
        from repatria.registry.review import entries, joining, known  # noqa: F401

        joining.register()
        known.register()
