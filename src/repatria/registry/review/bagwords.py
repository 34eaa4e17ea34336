"""What stands in a bag about itself: its contents, what it says of relatives, and how anybody checks it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

CONTENTS: Mapping[str, str] = {
    "statement.pdf": "the identification statement",
    "dissent.pdf": "minority views, where there are any",
    "evidence-shown.json": "to be read: what the evidence that was signed says of this pair; relatives by letters",
    "evidence.json": "to be recomputed: the evidence file that was signed",
    "record.json": "statements, reviews, objections and signatures with their digests",
    "journal.jsonl": "the journal's entries about this identification, one a line",
    "journal-proofs.json": "that each of them stands in the journal of the head",
    "head.txt": "the signed head of the journal",
    "case/case.json": "to be recomputed: the reduced case: this unit, this family, nobody else",
}


def by_letters() -> str:
    """What a bag to be read says of relatives, and what not."""
    return _(
        "Relatives are called by letters. This bag holds nobody's genotype and nothing of any one relative: not who confirms whom, nor "
        "how well one of them fits the others. It says whether the references are borne out as the rule for signatures asks. Who has to "
        "recompute the numbers asks for the bag to be recomputed; its evidence file has the digest that the signature binds, which stands "
        "here as well."
    )


def of_relatives() -> str:
    """Why the evidence file says of each relative how they fit the others, and what it does not hold of anybody."""
    return _(
        "The evidence file stands here byte for byte as it was signed, for only so does its digest prove that it is the one. It says of "
        "each relative how well the DNA bears out that they are kin of the others, because the rule for signatures asks who confirms "
        "whom. That may tell of a parentage that somebody does not know of: show it to nobody whom it does not concern. It holds no "
        "genotype of anybody; genotypes stand in data/case alone. Of relatives whose consent has ended since, the genotypes stay out "
        "and what was signed stays."
    )


FIRST = """In the folder of this bag, with nothing but the tools of any Linux or macOS:

    sha256sum -c manifest-sha256.txt
    sha512sum -c manifest-sha512.txt
    sha256sum -c tagmanifest-sha256.txt

With Repatria installed, on any machine and without a network:

    repatria recheck .

"""
READ = (
    FIRST
    + """It checks the bag, proves every journal entry against the head, and that the statements,
reviews and signatures are those that were signed. To recompute the numbers, ask the
laboratory for the bag to be recomputed.
"""
)
COMMANDS = (
    FIRST
    + """It checks the bag, proves every journal entry against the head, and recomputes from
data/case every number of the evidence file but the joint posteriors. Those weigh
everybody's profiles, which are not in this bag. To recompute them as well, ask the
laboratory for the full case of digest
%(case)s, then:

    repatria recheck FULL-CASE --document data/evidence.json
"""
)
