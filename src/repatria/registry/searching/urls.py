"""Addresses under ``/i/<incident>/searching/``."""

from django.urls import path

from repatria.registry.searching import views, views_plans

app_name = "searching"
urlpatterns = [
    path("", views.index, name="searches"),
    path("progress/", views.under_way, name="under-way"),
    path("ask/", views.ask, name="ask"),
    path("rules/", views.rules, name="rules"),
    path("rules/new/", views.set_rule, name="set-rule"),
    path("plans/samples/", views_plans.sampling, name="sampling"),
    path("plans/calls/", views_plans.calls, name="calls"),
    path("plans/ask/", views_plans.ask, name="ask-plan"),
    path("units/<str:label>/", views.unit, name="unit"),
    path("<str:code>/", views.search, name="search"),
    path("<str:code>/progress/", views.progress, name="progress"),
    path("<str:code>/cancel/", views.cancel, name="cancel"),
    path("<str:code>/lists/<str:label>/", views.listing, name="list"),
    path("<str:code>/lists/<str:label>/memo/", views.memo, name="memo"),
]
