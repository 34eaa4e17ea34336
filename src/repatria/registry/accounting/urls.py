"""Addresses under ``/i/<incident>/account/``."""

from django.urls import path

from repatria.registry.accounting import views

app_name = "accounting"
urlpatterns = [
    path("", views.account, name="account"),
    path("figures/<slug:key>/", views.figure, name="figure"),
    path("balances/<slug:name>/", views.balance, name="balance"),
    path("pictures/", views.drawings, name="pictures"),
    path("pictures/<slug:key>/", views.picture, name="picture"),
    path("published/", views.statements, name="statements"),
    path("published/new/", views.publish, name="publish"),
    path("published/<int:number>/", views.statement, name="statement"),
    path("papers/", views.paper_room, name="papers"),
    path("papers/figures.pdf", views.figures_paper, name="figures-paper"),
    path("papers/extract/", views.extract, name="extract"),
]
