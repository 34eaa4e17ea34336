"""Addresses under ``/i/<incident>/review/``."""

from django.urls import path

from repatria.registry.review import auditviews, known_views, rule_views, views

app_name = "review"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("signatures/", views.signatures, name="signatures"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/<int:number>/decide/", rule_views.decide, name="decide-rule"),
    path("audits/", auditviews.audits, name="audits"),
    path("audits/<int:pk>/", auditviews.audit, name="audit"),
    path("audits/<int:pk>/lines.csv", auditviews.lines, name="audit-lines"),
    path("known/", known_views.known_answers, name="known"),
    path("known/new/", known_views.new_known, name="new-known"),
    path("known/<str:code>/open/", known_views.open_known, name="open-known"),
    path("<str:code>/", views.one, name="one"),
    path("<str:code>/statement.pdf", known_views.statement_paper, name="statement-paper"),
    path("<str:code>/dissent.pdf", known_views.dissent_paper, name="dissent-paper"),
    path("<str:code>/export/", known_views.export, name="export"),
    path("<str:code>/act/<slug:name>/", views.act, name="act"),
    path("<str:code>/objections/<int:pk>/<slug:name>/", views.objection, name="objection"),
    path("<str:code>/sign/", views.sign, name="sign"),
    path("<str:code>/signatures/<int:pk>/", views.signature, name="signature"),
]
