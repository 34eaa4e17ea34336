"""What people may do with samples, profiles and the quality of both.

Genotypes are read by geneticists and reviewers, and every look is journalled. Whoever groups bones sees only whether a bone
was sampled and whether a result came, never what it was or whom it resembles.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

BENCH = frozenset({Role.TECHNICIAN})
GENOTYPES = frozenset({Role.GENETICIST, Role.REVIEWER})
AT_WORK = frozenset(
    {
        Role.TECHNICIAN,
        Role.GENETICIST,
        Role.ANTHROPOLOGIST,
        Role.CUSTODY,
        Role.ODONTOLOGIST,
        Role.EXAMINER,
        Role.REVIEWER,
        Role.QUALITY,
        Role.AUDITOR,
    }
)

VERBS = {
    "laboratory.read": (AT_WORK, _("see which bones were sampled and whether a result came")),
    "laboratory.cut": (BENCH, _("cut samples and extract DNA")),
    "laboratory.request": (BENCH, _("send samples to a laboratory")),
    "laboratory.import": (frozenset({Role.TECHNICIAN, Role.GENETICIST}), _("take in the files that come back")),
    "laboratory.genotypes": (GENOTYPES, _("read genotypes; every look is journalled")),
    "laboratory.record": (frozenset({Role.GENETICIST}), _("enter, read a second time and supersede a profile")),
    "laboratory.resolve": (
        frozenset({Role.GENETICIST}),
        _("explain unknown profiles, answer alarms, settle contradictions"),
    ),
    "laboratory.confirm": (GENOTYPES, _("agree, as a second person, with how a contradiction was settled")),
    "laboratory.quality": (
        frozenset({Role.TECHNICIAN, Role.GENETICIST, Role.REVIEWER, Role.QUALITY, Role.AUDITOR}),
        _("see the alarms of the laboratory; staff by token only"),
    ),
    "laboratory.parentage": (frozenset({Role.GENETICIST}), _("see that relatives do not fit their own pedigree")),
    "laboratory.staff": (frozenset({Role.GENETICIST}), _("enter profiles of staff and controls, and see whose they are")),
    "laboratory.databases": (
        frozenset({Role.GENETICIST}),
        _("enter and end the databases in which types of lines are counted"),
    ),
    "laboratory.export": (frozenset({Role.GENETICIST}), _("take a case out for computation: codes only, no names")),
    "laboratory.run": (frozenset[Role](), _("compare new profiles and fill exercises; the registry itself does")),
}
