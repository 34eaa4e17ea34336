"""The rows of the inventory."""

from repatria.registry.inventory.models.effects import Effect, EffectDescription, NameLead
from repatria.registry.inventory.models.individuals import Allowance, Individual, IndividualVersion, Member, Relation
from repatria.registry.inventory.models.observations import Observation, Settlement
from repatria.registry.inventory.models.sheets import Sheet, SheetLine
from repatria.registry.inventory.models.specimens import Measurement, Photograph, Specimen, SpecimenDescription

__all__ = [
    "Allowance",
    "Effect",
    "EffectDescription",
    "Individual",
    "IndividualVersion",
    "Measurement",
    "Member",
    "NameLead",
    "Observation",
    "Photograph",
    "Relation",
    "Settlement",
    "Sheet",
    "SheetLine",
    "Specimen",
    "SpecimenDescription",
]
