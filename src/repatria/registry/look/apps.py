"""The look as a Django application: template tags, context and the living style page."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """One calm design system for every page."""

    name = "repatria.registry.look"
    label = "look"
