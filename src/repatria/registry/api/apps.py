"""The machine entrance as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The same queries and actions as the pages, for programs."""

    name = "repatria.registry.api"
    label = "api"

    def ready(self) -> None:
        from repatria.registry.api import entries, forgetting  # noqa: F401
        from repatria.registry.people import erasing
        from repatria.registry.searching import daily

        if forgetting.forget_old not in daily.DAILY:
            daily.DAILY.append(forgetting.forget_old)
        if forgetting.forget_all not in erasing.ALSO:
            erasing.ALSO.append(forgetting.forget_all)
