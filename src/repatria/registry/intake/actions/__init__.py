"""Everything that can happen at a hand-over: papers and list, arrival, way and honours, field review and accession."""

from repatria.registry.intake.actions.arrival import check_seals, count_again, receive_container, receive_many
from repatria.registry.intake.actions.journey import add_leg, arrive_leg, hold_ceremony, sign
from repatria.registry.intake.actions.papers import announce_handover, expect_container, import_list
from repatria.registry.intake.actions.reviewing import (
    accession_containers,
    enter_assemblage,
    note_figure,
    review_container,
    write_statement,
)

__all__ = [
    "accession_containers",
    "add_leg",
    "announce_handover",
    "arrive_leg",
    "check_seals",
    "count_again",
    "enter_assemblage",
    "expect_container",
    "hold_ceremony",
    "import_list",
    "note_figure",
    "receive_container",
    "receive_many",
    "review_container",
    "sign",
    "write_statement",
]
