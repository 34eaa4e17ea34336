"""Forms about lists from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.csvfile import ENCODINGS
from repatria.registry.families.forms.parts import Plain
from repatria.registry.families.models import ImportBatch


class OpenImport(Plain):
    """A file."""

    what = forms.ChoiceField(label=_("Kind of list"), choices=ImportBatch.What.choices)
    file = forms.FileField(
        label=_("CSV file"),
        validators=[FileExtensionValidator(["csv", "txt", "tsv"])],
        help_text=_("Up to 64 MB. The first row names the columns. Nothing is written before you have seen what would happen."),
    )
    encoding = forms.ChoiceField(label=_("Encoding, if the file does not say"), choices=[(e, e) for e in ENCODINGS])


class MapImport(Plain):
    """Which column holds which field."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=[(e, e) for e in ENCODINGS])
    keep_both_dates = forms.BooleanField(
        label=_("Keep both readings of ambiguous dates (else such rows are refused)"), required=False
    )

    def __init__(
        self, *args: Any, fields: Mapping[str, Sequence[str]], headings: Sequence[str], chosen: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(fields)
        for name in self.names:
            self.fields[f"to_{name}"] = forms.ChoiceField(
                label=name.replace("_", " ").capitalize(),
                choices=[("", _("no column")), *((h, h) for h in headings)],
                required=False,
                initial=chosen.get(name, ""),
            )

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        mapping = {n: said[f"to_{n}"] for n in self.names if said[f"to_{n}"]}
        return {"mapping": mapping, "encoding": said["encoding"], "keep_both_dates": said["keep_both_dates"]}
