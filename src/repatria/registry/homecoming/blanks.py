"""The words of two forms that are filled in by hand: the consent of a relative, and the interview about the missing person.

What to ask is our own selection, in plain words, of what a comparison with remains can use: bones, teeth, old injuries, what was
carried, and who could give a sample. Nothing is asked that no stage of the registry can hold.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from repatria.registry.drawing.form import Blank, Choices, Heading, Lines, Signature, Words


def consent(office: str, about: str) -> Blank:
    """The consent of one relative, purpose by purpose."""
    return Blank(
        title=_("Consent of a relative"),
        about=about,
        parts=(
            Words(
                _("%(office)s looks for the person named above. You decide what may be done with your sample.")
                % {"office": office}
            ),
            Heading(_("You")),
            Lines(
                (
                    (_("Name"), 1),
                    (_("Born"), 1),
                    (_("What you are to the person"), 1),
                    (_("How to reach you"), 2),
                    (_("Language"), 1),
                )
            ),
            Heading(_("What you agree to")),
            Words(_("Tick each one by itself. You may agree to one and not to another.")),
            Choices(
                (
                    _(
                        "My sample may be read and compared with remains, to find the person named above and others of my family."
                    ),
                    _("A court may see the file and what my sample showed."),
                    _("My sample may serve research that has to do with finding the missing. My name is not given away."),
                    _("You may write to me or ring me later."),
                )
            ),
            Heading(_("What you should know")),
            Words(
                _(
                    "Your sample is a swab from the cheek. It can show that people are not related as they think. We tell nobody so."
                )
            ),
            Words(
                _(
                    "You can take back what you agreed to on any day and need not say why. A letter, a call or your own page is enough."
                )
            ),
            Words(
                _(
                    "From that day your sample is used no more. A finding that rests on it no longer stands until it is checked without it."
                )
            ),
            Words(
                _("What was done before that day cannot be undone. It stays noted that you agreed, and that you took it back.")
            ),
            Words(_("You may ask for a second test by another laboratory, and you may ask us not to contact you.")),
            Heading(_("Kit")),
            Lines(((_("Number of the kit"), 1), (_("Taken by"), 1))),
            Signature((_("The relative"), _("Whoever took the consent"))),
        ),
    )


def interview(office: str, about: str) -> Blank:
    """What a family remembers of somebody, as far as remains or things can answer it."""
    lines = Lines
    return Blank(
        title=_("Interview about a missing person"),
        about=about,
        parts=(
            Words(
                _(
                    "Write down what is remembered, and who remembers it. Leave empty what nobody knows. A guess is marked as a guess."
                )
            ),
            Heading(_("Who tells")),
            lines(((_("Name"), 1), (_("What they are to the person"), 1), (_("Spoken with by, on, where"), 1))),
            Heading(_("The person")),
            lines(
                (
                    (_("All names and spellings"), 2),
                    (_("Born on, in"), 1),
                    (_("Service, unit, rank"), 1),
                    (_("Last seen: day, place, by whom"), 2),
                )
            ),
            Heading(_("The body")),
            lines(
                ((_("Height, and how it is known"), 1), (_("Build, hair, eyes, shoe size"), 1), (_("Right- or left-handed"), 1))
            ),
            Choices(
                (
                    _("Broke a bone once"),
                    _("Had an operation"),
                    _("Had a long illness"),
                    _("Walked or moved in a way of their own"),
                )
            ),
            lines(((_("Which, when, where treated"), 3),)),
            Heading(_("Teeth")),
            Choices((_("Missing teeth"), _("Fillings or crowns"), _("A gap or a crooked tooth"), _("False teeth"))),
            lines(((_("Which, and who treated them"), 2), (_("Photographs that show the teeth"), 1))),
            Heading(_("What was worn and carried")),
            lines(((_("Clothing, shoes, belt"), 2), (_("Ring, watch, tag, papers, letters, tools"), 2))),
            Heading(_("The family")),
            lines(((_("Parents, brothers and sisters, children: names, born, living"), 4), (_("Who would give a sample"), 2))),
            Heading(_("What the family wishes")),
            lines(((_("Who should be told first, and how"), 2), (_("Anything we should know before we ring"), 2))),
            Words(_("%(office)s keeps this form with the file. You may correct it on any day.") % {"office": office}),
            Signature((_("Whoever told"), _("Whoever asked"))),
        ),
    )
