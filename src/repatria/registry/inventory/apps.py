"""The inventory as a Django application."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """What is in the boxes, bone by bone."""

    name = "repatria.registry.inventory"
    label = "inventory"

    def ready(self) -> None:
        from repatria.registry.custody.hooks import CARRIERS
        from repatria.registry.inventory import entries, figures, writing  # noqa: F401

        figures.register()
        if writing not in CARRIERS:
            CARRIERS.append(writing)
