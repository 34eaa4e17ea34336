"""Never told before a signature, never released before a wish, never public before the family knows; nothing rewritten."""

from django.db import migrations

from repatria.registry.homecoming import guards
from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import BLANK_WORDS, freeze_but_blank, freeze_columns, incident_of, keep_kinds_apart

KEPT = "what a family was told and wished is added to, never rewritten"


def frozen(table: str, columns: str, blank: str = "", why: str = KEPT):
    """Columns that keep their first value; those of ``blank`` may become a tombstone."""
    if blank:
        return freeze_but_blank(
            f"homecoming_{table}", tuple(columns.split()), dict.fromkeys(blank.split(), BLANK_WORDS), why=why
        )
    return freeze_columns(f"homecoming_{table}", tuple(columns.split()), why=why)


def apart(table: str, left: str, right: str):
    """No row joins a record with an exercise."""
    return keep_kinds_apart(f"homecoming_{table}", incident_of(f"NEW.{left}"), incident_of(f"NEW.{right}"))


class Migration(migrations.Migration):
    dependencies = (
        ("homecoming", "0001_initial"), ("review", "0002_guards"), ("identification", "0002_guards"), ("inventory", "0001_initial"),
        ("people", "0003_alter_membership_role"),
    )  # fmt: skip
    operations = (
        frozen("conversation", "missing_id kin_id kind wording effect_id channel at by_id", "words source"),
        frozen("notification", "identification_id signature_id missing_id opened earlier_id"),
        frozen("attempt", "notification_id kin_id channel outcome at by_id", "note"),
        frozen("briefing", "notification_id kin_id channel pack_digest at by_id", "words"),
        frozen("publication", "notification_id missing_id at by_id", "text"),
        frozen("election", "missing_id number directs_id choice ask_again portions since by_id", "words place honours form"),
        frozen("disagreement", "missing_id raised_by_id opened by_id", "words"),
        frozen(
            "release", "thing_id incident_id missing_id identification_id election_id determination_id unresolved_id prepared"
        ),
        frozen("portion", "release_id item_id"),
        frozen("burial", "incident_id release_id missing_id determination_id unresolved_id at by_id", "place grave honours"),
        frozen("portionevent", "missing_id identification_id specimen_id election_id opened"),
        frozen("determination", "thing_id incident_id author_id made"),
        frozen("determinationmember", "determination_id specimen_id"),
        frozen(
            "determinationsignature", "determination_id signer_id nation words digest at", why="a signature is never rewritten"
        ),
        frozen("unresolved", "thing_id incident_id container_id made by_id"),
        frozen("unresolvedmember", "unresolved_id specimen_id"),
        frozen("comparison", "unresolved_id search_id words at by_id"),
        frozen("correction", "identification_id incident_id opened by_id", "reason"),
        frozen("correctionstep", "correction_id kind about words"),
        frozen("door", "kin_id missing_id token_hash code_hash made by_id"),
        frozen("enquiry", "thing_id incident_id missing_id kin_id kind through_door at by_id", "words"),
        frozen("letter", "missing_id kin_id number at by_id digest", why="a letter that went out stays as it was"),
        refuse(
            "homecoming_notification",
            "nobody_is_told_too_early",
            insert=guards.unsigned(),
            update=guards.told_too_early(),
            why="a family is told under a signature that stands, and what was told is not rewritten",
        ),
        refuse(
            "homecoming_publication",
            "told_before_public",
            insert=guards.untold(),
            update="OLD.withdrawn IS NOT NULL AND (NEW.withdrawn IS NULL OR NEW.withdrawn_why <> OLD.withdrawn_why)",
            why="the family is told before a name is public",
        ),
        refuse(
            "homecoming_release",
            "wished_before_released",
            insert=guards.not_yet_free(),
            update=guards.leaves_too_early(),
            why="nothing leaves before the family was told and wished it, or before two nations or the write-up stand for it",
        ),
        refuse(
            "homecoming_portion",
            "a_portion_is_of_its_release",
            insert=guards.not_of_this_release(),
            why="this is no part of the release",
        ),
        refuse(
            "homecoming_determination",
            "two_nations_sign",
            insert="NEW.state <> 'draft'",
            update=f"{guards.one_nation()} OR (OLD.state <> 'draft' AND (NEW.evidence <> OLD.evidence "
            'OR NEW."group" <> OLD."group" OR NEW.receiving <> OLD.receiving))',
            why="two nations sign a determination, and then it stays as it was signed",
        ),
        refuse(
            "homecoming_determinationsignature",
            "a_determination_is_signed_by_others",
            insert=guards.own_determination(),
            why="nobody signs a determination they wrote, and only a reviewer or medical examiner signs one that is a draft",
        ),
        refuse(
            "homecoming_determinationmember",
            "a_manifest_is_fixed",
            insert=guards.member_of_signed(),
            why="the manifest is fixed once a nation has signed",
        ),
        apart("conversation", "missing_id", "kin_id"),
        apart("notification", "missing_id", "kin_id"),
        apart("election", "missing_id", "directs_id"),
        apart("release", "thing_id", "missing_id"),
        apart("determinationmember", "determination_id", "specimen_id"),
        apart("unresolvedmember", "unresolved_id", "specimen_id"),
        apart("enquiry", "missing_id", "kin_id"),
        apart("door", "missing_id", "kin_id"),
    )
