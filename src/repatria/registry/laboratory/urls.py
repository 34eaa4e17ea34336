"""Addresses under ``/i/<incident>/laboratory/``."""

from django.urls import path

from repatria.registry.laboratory import baseviews, lineageviews, resultviews, views

app_name = "laboratory"
urlpatterns = [
    path("", views.samples, name="samples"),
    path("cut/", views.cut, name="cut"),
    path("cut/balance/", views.balance, name="balance"),
    path("samples/<str:code>/", views.sample, name="sample"),
    path("samples/<str:code>/extract/", views.extract, name="extract"),
    path("samples/<str:code>/read/", resultviews.record, name="record"),
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.new_request, name="new-request"),
    path("requests/<str:code>/", views.request, name="request"),
    path("requests/<str:code>/send/", views.send, name="send"),
    path("requests/<str:code>/manifest/", views.manifest, name="manifest"),
    path("files/", views.deliveries, name="files"),
    path("files/new/", views.new_delivery, name="new-file"),
    path("files/<str:code>/", views.delivery, name="file"),
    path("files/<str:code>/rows/<int:pk>/explain/", views.explain, name="explain"),
    path("profiles/<str:code>/", resultviews.profile, name="profile"),
    path("profiles/<str:code>/second/", resultviews.second_read, name="second-read"),
    path("profiles/<str:code>/supersede/", resultviews.supersede, name="supersede"),
    path("profiles/<str:code>/set-aside/", resultviews.set_aside, name="set-aside"),
    path("consensus/<str:code>/", resultviews.consensus, name="consensus"),
    path("lineages/<str:code>/<str:type>/", lineageviews.lineage, name="lineage"),
    path("lineages/<str:code>/<str:type>/beside/", lineageviews.beside, name="beside"),
    path("quality/controls/<str:token>/lineage/", lineageviews.control_lineage, name="control-lineage"),
    path("haplotypes/", baseviews.haplotypes, name="haplotypes"),
    path("haplotypes/new/", baseviews.new_haplotypes, name="new-haplotypes"),
    path("haplotypes/<int:pk>/end/", baseviews.end_haplotypes, name="end-haplotypes"),
    path("quality/", resultviews.quality, name="quality"),
    path("quality/alarms/<int:pk>/", resultviews.answer, name="answer"),
    path("quality/controls/new/", resultviews.new_control, name="new-control"),
    path("quality/controls/<str:token>/end/", resultviews.end_control, name="end-control"),
    path("case/", resultviews.case, name="case"),
]
