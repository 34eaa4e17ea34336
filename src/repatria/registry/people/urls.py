"""Addresses under ``/i/<incident>/people/``."""

from django.urls import path

from repatria.registry.people import views

app_name = "people"
urlpatterns = [
    path("", views.colleagues, name="colleagues"),
    path("<int:pk>/end/", views.end_role, name="end"),
    path("papers/", views.papers, name="papers"),
    path("journal/", views.journal, name="journal"),
]
