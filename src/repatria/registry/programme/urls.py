"""Addresses under ``/i/<incident>/programme/``."""

from django.urls import path

from repatria.registry.programme import views

app_name = "programme"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:kind>/", views.enter, name="enter"),
    path("<str:code>/", views.matter, name="matter"),
    path("<str:code>/tell/", views.tell, name="tell"),
    path("<str:code>/leg/", views.add_leg, name="leg"),
]
