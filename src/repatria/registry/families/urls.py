"""Addresses under ``/i/<incident>/families/``."""

from django.urls import path

from repatria.registry.families import views, views_imports, views_kin, views_pedigree

app_name = "families"
urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.add, name="add"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:pk>/withdraw/", views.withdraw_decision, name="withdraw-decision"),
    path("missing/<str:code>/", views.missing, name="missing"),
    path("missing/<str:code>/act/<slug:name>/", views.act, name="act"),
    path("missing/<str:code>/names/<int:pk>/end/", views.end_name, name="end-name"),
    path("missing/<str:code>/losses/<int:pk>/in-force/", views.loss_in_force, name="loss-in-force"),
    path("kin/", views_kin.index, name="kin-list"),
    path("kin/add/", views_kin.add, name="add-kin"),
    path("kin/<str:code>/", views_kin.kin, name="kin"),
    path("kin/<str:code>/act/<slug:name>/", views_kin.act, name="kin-act"),
    path("kin/<str:code>/contacts/<int:pk>/end/", views_kin.end_contact, name="end-contact"),
    path("pedigrees/", views_pedigree.index, name="families"),
    path("pedigrees/<str:code>/", views_pedigree.pedigree, name="pedigree"),
    path("pedigrees/<str:code>/by-code/", views_pedigree.by_code, name="by-code"),
    path("pedigrees/<str:code>/add/", views_pedigree.add, name="add-to-family"),
    path("pedigrees/<str:code>/<slug:node>/<slug:name>/", views_pedigree.edit, name="edit-pedigree"),
    path("imports/", views_imports.index, name="imports"),
    path("imports/add/", views_imports.add, name="add-import"),
    path("imports/<str:code>/", views_imports.batch, name="import"),
    path("imports/<str:code>/columns/", views_imports.map_columns, name="map-import"),
    path("imports/<str:code>/compare/", views_imports.compare, name="compare-import"),
    path("imports/<str:code>/carry-out/", views_imports.carry_out, name="carry-out-import"),
    path("imports/<str:code>/undo/", views_imports.undo, name="undo-import"),
]
