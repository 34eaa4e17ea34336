"""Addresses under ``/i/<incident>/claims/``."""

from django.urls import path

from repatria.registry.claims import views, views_reports

app_name = "claims"
urlpatterns = [
    path("", views.topics, name="topics"),
    path("timeline/", views.timeline, name="timeline"),
    path("documents/", views.documents, name="documents"),
    path("documents/new/", views.add_document, name="add-document"),
    path("documents/<str:code>/", views.document, name="document"),
    path("parties/new/", views.add_party, name="add-party"),
    path("new/", views.add, name="add"),
    path("figures/", views_reports.figures, name="figures"),
    path("compare/", views_reports.compare, name="compare"),
    path("reports/", views_reports.reports, name="reports"),
    path("reports/new/", views_reports.read, name="read"),
    path("reports/<str:code>/", views_reports.report, name="report"),
    path("reports/<str:code>/<int:number>/confirm/", views_reports.confirm, name="confirm"),
    path("reports/<str:code>/<int:number>/correct/", views_reports.correct, name="correct"),
    path("reports/<str:code>/<int:number>/reject/", views_reports.reject, name="reject"),
    path("topics/<slug:key>/", views.topic, name="topic"),
]
