"""The journal as a Django application."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Append-only record of every act."""

    name = "repatria.registry.journal"
    label = "journal"

    def ready(self) -> None:
        from repatria.registry.journal import entries  # noqa: F401  (registers the journal's own entry types)
        from repatria.registry.journal.heading import after_entry
        from repatria.registry.journal.recording import LISTENERS

        if after_entry not in LISTENERS:
            LISTENERS.append(after_entry)
