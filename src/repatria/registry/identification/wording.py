"""A proposed text for a statement, written from the evidence file. The author changes it; nothing here decides."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.identification.models import EvidenceFile
from repatria.registry.identification.told import told
from repatria.registry.identification.words import percent


def proposed(evidence: EvidenceFile) -> str:
    """Who is identified as whom, on which data, between which propositions, with which probability; and what was not weighed."""
    listing, document = evidence.listing, evidence.document
    shown = told(document, parentage=False)
    version = listing.version
    who = f"{listing.label}, version {version.number}" if version else listing.label
    said = [
        _("Individual %(who)s (bones %(bones)s) is identified as missing person %(missing)s.")
        % {"who": who, "bones": ", ".join(listing.specimens), "missing": evidence.missing.code}
    ]
    for line in shown["lines"]:
        said.append(
            _("Two propositions were compared. First: %(h1)s. Second: %(h2)s. The likelihood ratio is 10^%(log)s (%(words)s).")
            % {
                "h1": line["h1"].rstrip("."),
                "h2": line["h2"].rstrip("."),
                "log": line["log10"].lstrip("+"),
                "words": line["words"],
            }
        )
        if line["mutations"]:
            said.append(_("Mutations have to be supposed at: %(markers)s.") % {"markers": ", ".join(line["mutations"])})
    main = next(row for row in shown["posterior"] if row["main"])
    said.append(
        _(
            "Everybody found and everybody missing was weighed together, a person being on the list with probability %(listed)s before any "
            "evidence. The posterior probability is %(with)s with reference error included and every lead left out, %(plain)s without "
            "reference error."
        )
        % {"listed": main["listed"], "with": main["with_error"], "plain": main["plain"]}
    )
    others = [f"{row['with_error']} ({row['listed']})" for row in shown["posterior"] if not row["main"]]
    if others:
        said.append(_("At other values of that probability: %(others)s.") % {"others": "; ".join(others)})
    typed = ngettext("%(n)d relative is typed.", "%(n)d relatives are typed.", evidence.donors) % {"n": evidence.donors}
    cap = percent(float(document["reference_error"]["cap"]))
    said.append(typed + " " + _("No further bone or marker can raise the posterior above %(cap)s.") % {"cap": cap})
    said.append(_("Not weighed: %(what)s.") % {"what": ", ".join(x.split(":")[0] for x in shown["not_weighed"])})
    return "\n\n".join(said)
