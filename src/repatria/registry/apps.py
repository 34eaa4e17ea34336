"""The registry as a whole: wakes the river when every stage is ready."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """After an act has been committed, the steps that follow it are run (flow.py)."""

    name = "repatria.registry"
    label = "registry"

    def ready(self) -> None:
        from repatria.registry.flow import listen

        listen()
