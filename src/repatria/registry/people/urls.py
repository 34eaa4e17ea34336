"""Addresses under ``/i/<incident>/people/``."""

from django.urls import path

from repatria.registry.people import views, views_erasing

app_name = "people"
urlpatterns = [
    path("", views.colleagues, name="colleagues"),
    path("<int:pk>/end/", views.end_role, name="end"),
    path("papers/", views.papers, name="papers"),
    path("journal/", views.journal, name="journal"),
    path("erasures/", views_erasing.erasures, name="erasures"),
    path("erasures/<int:pk>/", views_erasing.erasure, name="erasure"),
    path("erasures/<int:pk>/decline/", views_erasing.decline, name="decline-erasure"),
]
