"""The inventory as a Django application."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """What is in the boxes, bone by bone."""

    name = "repatria.registry.inventory"
    label = "inventory"

    def ready(self) -> None:
        from repatria.registry.inventory import entries, figures  # noqa: F401

        figures.register()
