"""What the laboratory's pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.laboratory.calls import typed
from repatria.registry.laboratory.models import Control, Lineage, Profile, Sample
from repatria.registry.look import numbers
from repatria.registry.refusals import Impossible

LINEAGE_HELP = _(
    "Mitochondrial: the range on the first line (16024-16365 73-340, or HV1, HV2, CR, all), below it the differences from the rCRS, or "
    "rCRS for none; N310 says that 310 gave no result. Y: one marker a line, DYS385 11 14; a ? says that a copy may be missing. "
    "SNP results are kept as text."
)
SEXES = (("U", _("not shown")), ("M", _("a man: X and Y")), ("F", _("a woman: X only")))


def _grams(label: Any, **kwargs: Any) -> numbers.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.001", "min": "0", "inputmode": "decimal"})
    return numbers.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=3, widget=widget, **kwargs)


class Cut(forms.Form):
    """Cut a sample: three weighings in grams."""

    of = forms.CharField(label=_("Specimen or sample: scan the label, or type its code"), max_length=120)
    before_g = _grams(_("Grams before the cut"))
    taken_g = _grams(_("Grams taken"))
    remaining_g = _grams(_("Grams that remain"))
    purpose = forms.ChoiceField(label=_("For what"), choices=Sample.Purpose.choices)
    what = forms.CharField(label=_("What it is, such as cortical bone, mid shaft"), max_length=200, required=False)
    treatment = forms.CharField(label=_("Known treatment of the bone, such as formaldehyde"), max_length=120, required=False)


class Extract(forms.Form):
    """An extraction of DNA, failed ones too."""

    method = forms.CharField(label=_("Method"), max_length=80)
    used_g = _grams(_("Grams used up"), initial="0.000")
    volume_ul = numbers.IntegerField(label=_("Microlitres of extract"), min_value=0, max_value=1_000_000, required=False)
    failed = forms.BooleanField(label=_("It failed: no usable extract"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class NewRequest(forms.Form):
    """Samples to be typed by a laboratory."""

    to = forms.CharField(label=_("Laboratory that types them"), max_length=120)
    wanted = forms.CharField(label=_("What is wanted, such as autosomal STR, 24 markers"), max_length=160)
    codes = forms.CharField(
        label=_("Samples: one code a line"),
        help_text=_("Reference samples of relatives are named by their code or kit number."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=600_000,
    )


class NewDelivery(forms.Form):
    """A file that came back."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CMF (XML), GeneMapper export, CSV or XLSX; at most 64 MiB. A table names the sample in a column profile, sample, "
            "Sample Name, specimen, id or name. Then either two columns a marker (TH01_1, TH01_2), or a row a marker with "
            "columns marker, allele1, allele2. Columns sex and kit are read where they are there; others are listed as not read."
        ),
    )
    holds = forms.ChoiceField(
        label=_("What it holds"),
        choices=(("str", _("autosomal markers")), ("mt", _("mitochondrial profiles")), ("y", _("Y profiles"))),
        required=False,
        help_text=_(
            "Mitochondrial: a table with sample, range and differences from the rCRS (or a column a region), EMPOP (.emp), or FASTA "
            "with the range after each name. Y: a table with a column a marker, or a row a marker."
        ),
    )
    ranges = forms.CharField(
        label=_("Range read, for mitochondrial files that do not say it"),
        help_text=_("Such as 16024-16365 73-340, HV1, HV2, CR or all."),
        max_length=400,
        required=False,
    )
    request = forms.CharField(label=_("Request it answers"), max_length=40, required=False)
    run = forms.CharField(label=_("Run, as the laboratory calls it"), max_length=80)
    first_reader = forms.CharField(label=_("Read first by"), max_length=80)
    second_reader = forms.CharField(label=_("Read a second time by"), max_length=80, help_text=_("Somebody else."))
    where = forms.CharField(label=_("Laboratory"), max_length=120, required=False)
    kit = forms.CharField(label=_("Kit"), max_length=80, required=False)
    instrument = forms.CharField(label=_("Instrument"), max_length=80, required=False)
    day = forms.DateField(label=_("Day of the run"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Two readers are two people."""
        told = super().clean() or {}
        if told.get("first_reader") and told.get("first_reader") == told.get("second_reader"):
            self.add_error("second_reader", _("The same person reads only once. Name somebody else."))
        return told


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class Explain(Reason):
    """Whose an unknown profile is."""

    of = forms.CharField(label=_("The sample that was typed: its code or another number"), max_length=120)
    field_order = ("of", "reason")


class Genotype(forms.Form):
    """Alleles as a person reads them."""

    alleles = forms.CharField(
        label=_("Markers and alleles, one marker a line"),
        help_text=_(
            "TH01 6 9.3 · one allele alone is a homozygote · 6 ? one copy is certain · 6 * copies may have dropped out"
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        max_length=20_000,
        required=False,
    )
    sex = forms.ChoiceField(label=_("Amelogenin shows"), choices=SEXES)

    def clean_alleles(self) -> Any:
        """Each line read and checked."""
        text = self.cleaned_data["alleles"]
        if not text.strip():
            return {}
        try:
            return typed(text)
        except Impossible as fault:
            raise forms.ValidationError(str(fault)) from fault


class Record(Genotype):
    """A first reading, or a failure."""

    type = forms.ChoiceField(label=_("Kind of DNA"), choices=Profile.Type.choices)
    raw = forms.CharField(
        label=_("Mitochondrial or Y result"),
        help_text=LINEAGE_HELP,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=200_000,
        required=False,
    )
    kit = forms.CharField(label=_("Kit"), max_length=80, required=False)
    failed = forms.BooleanField(label=_("It failed: no result"), required=False)


class SecondRead(Genotype):
    """The second reading."""

    raw = forms.CharField(
        label=_("Mitochondrial or Y result"),
        help_text=LINEAGE_HELP,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=200_000,
        required=False,
    )


class Supersede(Genotype):
    """A correction."""

    raw = forms.CharField(
        label=_("Mitochondrial or Y result"),
        help_text=LINEAGE_HELP,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=200_000,
        required=False,
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=400)


class Settle(Reason):
    """How a contradiction is settled."""

    without = forms.MultipleChoiceField(
        label=_("Profiles to leave out"),
        help_text=_("None ticked: all stay, and the markers that contradict are left out."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ("without", "reason")

    def __init__(self, *args: Any, members: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without"].choices = [(m, m) for m in members]  # type: ignore[attr-defined]


class Confirm(Reason):
    """What a second person says to a settlement."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=(("confirm", _("I agree: put it in force")), ("decline", _("I do not agree: hold it again"))),
        widget=forms.RadioSelect,
    )
    field_order = ("answer", "reason")


class Answer(Reason):
    """What is done about an alarm."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=(("uphold", _("The alarm stands: keep the profile out")), ("release", _("It is explained: use the profile"))),
        widget=forms.RadioSelect,
    )
    field_order = ("answer", "reason")


class NewControl(Genotype):
    """A member of staff, or a control."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Control.Kind.choices)
    name = forms.CharField(label=_("Whose or which it is; seen by geneticists only"), max_length=120, required=False)
    field_order = ("kind", "name", "sex", "alleles")


class ControlLineage(forms.Form):
    """What a member of staff or a control shows in a lineage."""

    type = forms.ChoiceField(label=_("Kind of DNA"), choices=Lineage._meta.get_field("type").choices or ())
    raw = forms.CharField(
        label=_("Mitochondrial or Y result"),
        help_text=LINEAGE_HELP,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        max_length=200_000,
    )


class Beside(forms.Form):
    """The other of two that are looked at beside each other."""

    other = forms.CharField(label=_("Specimen or donor to lay beside it: its code"), max_length=40)


class NewHaplotypes(forms.Form):
    """A database of types of one lineage."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "As laboratories send profiles: a table, EMPOP (.emp) or FASTA. A column population tells each entry's own."
        ),
    )
    type = forms.ChoiceField(label=_("Kind of DNA"), choices=Lineage._meta.get_field("type").choices or ())
    ranges = forms.CharField(label=_("Range read, where the file does not say it"), max_length=400, required=False)
    title = forms.CharField(label=_("What it is called"), max_length=120)
    source = forms.CharField(label=_("Where it is from: publication or release, and the day it was asked"), max_length=400)
    pool = forms.CharField(
        label=_("Population it serves"),
        help_text=_("Empty: every population that has no database of its own."),
        max_length=60,
        required=False,
    )
    simulated = forms.BooleanField(label=_("Its people are invented"), required=False)
    lengths = forms.BooleanField(label=_("The length of C tracts was recorded"), required=False, initial=True)
