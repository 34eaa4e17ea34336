"""Addresses of the public account, under ``/public/<incident>/``: open to everybody."""

from django.urls import path

from repatria.registry.accounting import views_public

urlpatterns = [
    path("", views_public.account, name="public-account"),
    path("figures.json", views_public.data_json, name="public-account-json"),
    path("figures.csv", views_public.data_csv, name="public-account-csv"),
]
