"""Addresses under ``/i/<incident>/intake/``."""

from django.urls import path

from repatria.registry.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.handovers, name="handovers"),
    path("new/", views.announce, name="announce"),
    path("accessions/", views.accessions, name="accessions"),
    path("accessions/new/", views.older, name="older"),
    path("accessions/<str:code>/", views.accession, name="accession"),
    path("containers/<str:code>/", views.container, name="container"),
    path("containers/<str:code>/review/", views.review_one, name="review-one"),
    path("containers/<str:code>/seals/", views.seals, name="seals"),
    path("<str:code>/", views.handover, name="handover"),
    path("<str:code>/act/<slug:name>/", views.act, name="act"),
    path("<str:code>/list/", views.giver_list, name="list"),
    path("<str:code>/review/", views.review, name="review"),
    path("<str:code>/labels/", views.labels, name="labels"),
    path("<str:code>/seal-sheet/", views.seal_sheet, name="seal-sheet"),
    path("<str:code>/legs/<int:number>/arrived/", views.arrived, name="arrived"),
]
