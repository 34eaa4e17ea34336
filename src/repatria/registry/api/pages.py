"""Addresses under ``/i/<incident>/api/``: pages for people. Programs speak to ``/api/`` (urls.py)."""

from django.urls import path

from repatria.registry.api import views

app_name = "api"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/<int:pk>/end/", views.end, name="end-key"),
    path("keys/endpoints/", views.endpoints, name="endpoints"),
]
