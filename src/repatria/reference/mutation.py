"""Mutation rates by locus and sex of the parent. Most are provisional: no open table prints them by locus and sex."""

from __future__ import annotations

from repatria.model import MutationModel
from repatria.reference.tables import shipped


def mutation_models(marker: str) -> tuple[MutationModel, MutationModel]:
    """The stepwise models told to the engine for ``marker``: (mother, father). Markers without a row share the overall one."""
    table = {row["marker"]: row for row in shipped("str_mutation")}
    row = table.get(marker, table["*"])

    def model(sex: str) -> MutationModel:
        return MutationModel(
            "stepwise",
            rate=float(row[sex]),
            rate2=float(row["rate2"]),
            range=float(row["range"]),
            source=row["source"],
            provisional=row["provisional"] == "true",
        )

    return model("female"), model("male")
