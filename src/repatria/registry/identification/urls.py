"""Addresses under ``/i/<incident>/identification/``."""

from django.urls import path

from repatria.registry.identification import evidence_views as evidence
from repatria.registry.identification import paper_views, views

app_name = "identification"
urlpatterns = [
    path("", views.index, name="identifications"),
    path("joint/", evidence.joint, name="joint"),
    path("joint/why/", evidence.ask_why, name="ask-why"),
    path("joint/<str:label>/<str:missing>/", evidence.why, name="why"),
    path("evidence/<str:search>/<str:label>/<str:missing>/", evidence.pair, name="evidence"),
    path("files/<str:digest>/", evidence.kept, name="evidence-file"),
    path("files/<str:digest>/report.pdf", paper_views.dna_report, name="dna-report"),
    path("files/<str:digest>/next/", evidence.what_next, name="what-next"),
    path("files/<str:digest>/markers/", evidence.markers, name="markers"),
    path("files/<str:digest>/draft/", views.draft, name="draft"),
    path("files/<str:digest>/rule-out/", views.rule_out_here, name="rule-out-here"),
    path("leads/", views.leads, name="leads"),
    path("leads/<int:pk>/take-back/", views.take_back, name="take-back"),
    path("leads/<str:individual>/<str:missing>/", views.enter_lead, name="enter-lead"),
    path("exclusions/", views.exclusions, name="exclusions"),
    path("exclusions/new/", views.rule_out, name="rule-out"),
    path("exclusions/<int:pk>/revise/", views.revise, name="revise"),
    path("<str:code>/", views.identification, name="identification"),
    path("<str:code>/statement/", views.statement, name="statement"),
    path("<str:code>/submit/", views.submit, name="submit"),
    path("<str:code>/withdraw/", views.withdraw, name="withdraw"),
]
