"""The small incident in which the way from candidates to a signature is walked, prepared through the stages' own acts.

Four are missing: the first has a mother, a brother and a sister typed; the second and the fourth are brothers with only a mother
typed; the third has nobody. Three individuals are locked: the first of the missing, a stranger, and the second of the missing.
"""

from __future__ import annotations

from repatria.registry import gateway
from repatria.registry.families import actions as families
from repatria.registry.families.models import PedigreeNode
from repatria.registry.people import actions as people
from repatria.registry.people.models import Incident, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.searching.tests import hands
from repatria.registry.searching.tests.hands import Made
from repatria.registry.testing.scene import PASSWORD, Scene

SIGNER = "heron.signer"


class Furnished(Scene):
    """The exercise of the walk as a scene: one stand-in a role, with nothing else beside it."""

    def __post_init__(self) -> None:
        self.heron = Incident.objects.get(slug="heron")
        self.users.update({role: User.objects.get(username=f"heron.{role}") for role in Role})


def prepare(scene: Scene) -> Made:
    """Families, bones, profiles and locked individuals; nothing searched yet."""
    here = hands.made(scene)
    office = scene.seat(Role.CASUALTY)
    brother = families.add_missing(office, name=hands.NAMES[3], sex="M")
    here.missing.append(brother)
    families.add_sibling(office, PedigreeNode.objects.get(family=here.families[1], code="P1"), missing=brother)
    return here


def a_mother_gives(here: Made) -> None:
    """The family that had nobody has a mother who is typed, and the stranger among the bones is her son: a delta search finds it."""
    office = here.scene.seat(Role.CASUALTY)
    kin = families.add_kin(office, name="Ilva Belmarin", sex="F", living="yes", relation="mother")
    here.kin["late mother"] = kin
    families.give_consent(office, kin, purpose="identification", on=hands.DAY, form="form 2")
    families.add_parent(office, PedigreeNode.objects.get(family=here.families[2], code="P1"), role="mother", kin=kin)
    shown = hands.born(here.profiles["second"], gateway.invented_profiles(1, seed=77)[0], "late mother", "F", 15)
    hands.deliver(here.scene, {hands.donated(here, "late mother").thing.code: shown}, "late")


def a_signer(scene: Scene) -> str:
    """A medical examiner with an account of their own, password and second factor; returns the secret of the second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = people.add_user(TheRegistry(scene.heron), SIGNER, name="Playing an examiner with an account", password=PASSWORD)
    people.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=Role.EXAMINER)
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, step: int) -> str:
    """The code of a second factor at ``step`` of those that hold now; one that was used holds no more."""
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    return f"{hotp_value(secret, list(yield_hotp_counters_from_time())[step]):06d}"
