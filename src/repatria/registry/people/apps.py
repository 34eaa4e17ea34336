"""Users, roles, laboratories and incidents as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who works here, and who may see what."""

    name = "repatria.registry.people"
    label = "people"

    def ready(self) -> None:
        from repatria.registry.people import entries  # noqa: F401
