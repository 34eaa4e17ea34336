"""Addresses under ``/i/<incident>/claims/``."""

from django.urls import path

from repatria.registry.claims import views

app_name = "claims"
urlpatterns = [
    path("", views.topics, name="topics"),
    path("timeline/", views.timeline, name="timeline"),
    path("documents/", views.documents, name="documents"),
    path("documents/new/", views.add_document, name="add-document"),
    path("documents/<str:code>/", views.document, name="document"),
    path("parties/new/", views.add_party, name="add-party"),
    path("new/", views.add, name="add"),
    path("topics/<slug:key>/", views.topic, name="topic"),
]
