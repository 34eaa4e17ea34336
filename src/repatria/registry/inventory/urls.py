"""Addresses under ``/i/<incident>/inventory/``."""

from django.urls import path

from repatria.registry.inventory.views import boxes, effects, individuals, sheets, specimens

app_name = "inventory"
urlpatterns = [
    path("", boxes.containers, name="containers"),
    path("short-forms/", boxes.short_forms, name="short-forms"),
    path("containers/<str:code>/", boxes.container, name="container"),
    path("containers/<str:code>/people/", boxes.people, name="people"),
    path("containers/<str:code>/paper/", boxes.paper, name="container-paper"),
    path("specimens/", specimens.specimens, name="specimens"),
    path("specimens/<str:code>/", specimens.specimen, name="specimen"),
    path("specimens/<str:code>/describe/", specimens.describe, name="describe"),
    path("specimens/<str:code>/withdraw/", specimens.withdraw, name="withdraw"),
    path("specimens/<str:code>/measure/", specimens.measure, name="measure"),
    path("specimens/<str:code>/measurements/<int:pk>/withdraw/", specimens.withdraw_measurement, name="withdraw-measurement"),
    path("specimens/<str:code>/relate/", specimens.relate, name="relate"),
    path("specimens/<str:code>/relations/", specimens.relations, name="relations"),
    path("specimens/<str:code>/relations/<int:pk>/withdraw/", specimens.withdraw_relation, name="withdraw-relation"),
    path("specimens/<str:code>/photographs/", specimens.photograph, name="photograph"),
    path("specimens/<str:code>/photographs/<int:pk>/open/", specimens.open_photograph, name="open-photograph"),
    path("individuals/", individuals.individuals, name="individuals"),
    path("individuals/begin/", individuals.begin, name="begin"),
    path("individuals/<str:code>/", individuals.individual, name="individual"),
    path("individuals/<str:code>/paper/", individuals.paper, name="individual-paper"),
    path("individuals/<str:code>/add/", individuals.add, name="add"),
    path("individuals/<str:code>/members/<str:specimen>/remove/", individuals.remove, name="remove"),
    path("individuals/<str:code>/lock/", individuals.lock, name="lock"),
    path("individuals/<str:code>/unlock/", individuals.unlock, name="unlock"),
    path("individuals/<str:code>/withdraw/", individuals.withdraw, name="withdraw-individual"),
    path("individuals/<str:code>/ask/", individuals.ask, name="ask"),
    path("questions/", individuals.allowances, name="allowances"),
    path("questions/<int:pk>/", individuals.answer, name="answer"),
    path("effects/", effects.effects, name="effects"),
    path("effects/new/", effects.new_effect, name="new-effect"),
    path("effects/<str:code>/", effects.effect, name="effect"),
    path("effects/<str:code>/describe/", effects.describe_effect, name="describe-effect"),
    path("effects/<str:code>/names/", effects.note_name, name="note-name"),
    path("effects/<str:code>/names/<int:pk>/withdraw/", effects.withdraw_name, name="withdraw-name"),
    path("effects/<str:code>/photographs/", effects.photograph_effect, name="photograph-effect"),
    path("effects/<str:code>/photographs/<int:pk>/open/", effects.open_effect_photograph, name="open-effect-photograph"),
    path("sheets/", sheets.bring_in, name="sheets"),
    path("sheets/new/<str:digest>/<str:file>/", sheets.mapping, name="sheet-mapping"),
    path("sheets/<str:code>/", sheets.sheet, name="sheet"),
]
