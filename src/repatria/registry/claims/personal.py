"""Which columns of reports may tell something about a person: the text itself, what was proposed of it, and why it was decided so."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

LIST = "one of the words of a list"

PERSONAL = (
    Personal("claims.Report", "document__thing", words=("text", "place"), kept={"software": "which version read it"}),
    Personal("claims.Proposal", "report__document__thing", objects=("told",), kept={"kind": LIST}),
    Personal("claims.Judgement", "proposal__report__document__thing", words=("reason",), kept={"verdict": LIST}),
)
