"""Addresses under ``/i/<incident>/custody/``."""

from django.urls import path

from repatria.registry.custody import views

app_name = "custody"
urlpatterns = [
    path("", views.index, name="items"),
    path("scan/", views.scan, name="scan"),
    path("discrepancies/", views.discrepancies, name="discrepancies"),
    path("discrepancies/<int:pk>/explain/", views.explain, name="explain"),
    path("<str:code>/", views.item, name="item"),
    path("<str:code>/label/", views.label, name="label"),
    path("<str:code>/record/", views.record, name="record"),
    path("<str:code>/seal-sheet/", views.seal_sheet, name="seal-sheet"),
    path("<str:code>/act/<slug:name>/", views.act, name="act"),
    path("<str:code>/hand-overs/<int:pk>/receipt/", views.receipt, name="receipt"),
    path("<str:code>/hand-overs/<int:pk>/<slug:name>/", views.answer, name="answer"),
    path("<str:code>/seals/<int:pk>/", views.seal, name="seal"),
]
