"""The accounting stage as a Django application."""

from django.apps import AppConfig


class AccountingConfig(AppConfig):
    """The standing count."""

    name = "repatria.registry.accounting"
    label = "accounting"

    def ready(self) -> None:
        from repatria.registry.accounting import besides, entries, fronting  # noqa: F401

        fronting.register()
        besides.register()
