"""Change several dossiers at once, and take it back within ten minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused, apply_many
from programmes.locks import lock_edition
from programmes.models import Edition
from projects.application.enums import APPLICATION, ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.audit import record_act
from projects.models import Application, BulkAction, BulkVerb, CompletionRequest
from projects.signals import eligibility_decided, eligibility_undone, review_left
from projects.triage.actions.tags import tag_called

UNDO_WITHIN = timedelta(minutes=10)
SALT = "projects.bulk"


class CannotUndo(TransitionRefused):
    """Too late, done already, or somebody else's."""


@dataclass(frozen=True)
class Undone:
    """How many dossiers are as before, and how many were left alone: somebody changed them since."""

    restored: int
    left: int


def token_of(action: BulkAction) -> str:
    """The signed token by which a page undoes a change."""
    return signing.dumps(action.pk, salt=SALT)


def action_of(token: str) -> BulkAction | None:
    """The change a token is about; ``None`` for a forged one."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return BulkAction.objects.select_related("edition").filter(pk=pk).first()


@transaction.atomic
def declare_eligible(
    *,
    edition: Edition,
    applications: ApplicationQuerySet,
    actor: User,
    at: datetime,
    answers_were_read: bool = False,
) -> BulkAction:
    """Open to the committee those of these dossiers that wait for it, that no rule sets aside and that were read whole.

    The others are left alone: a rule is overruled dossier by dossier, going back on a refusal writes to its holder, and
    a completion that came back is read first, unless ``answers_were_read``: requested from the page with the answers.
    Side effects: as ``apply_many``; what can be taken back.
    """
    waiting = applications.filter(state=ApplicationState.SUBMITTED, findings_standing=0)
    if not answers_were_read:
        waiting = waiting.exclude(CompletionRequest.objects.is_answered())
    moved = apply_many(
        waiting, "declare_eligible", table=APPLICATION, actor=actor, at=at, scope=edition.scope
    )
    eligibility_decided.send(Application, applications=moved, actor=actor, at=at)
    return _save_action(edition, BulkVerb.ELIGIBLE, None, dict.fromkeys(moved), actor, at)


@transaction.atomic
def tag(
    *, edition: Edition, applications: ApplicationQuerySet, name: str, actor: User, at: datetime
) -> BulkAction:
    """Add a tag, created if the edition has none of that name, to those of these dossiers without it.

    Side effects: the tag, its links, one audit entry; what can be taken back.
    """
    edition_tag = tag_called(edition=edition, name=name)
    untagged = list(applications.exclude(tags=edition_tag).order_by("pk").values_list("pk", flat=True))
    edition_tag.applications.add(*untagged)
    action = _save_action(edition, BulkVerb.TAG, edition_tag.pk, dict.fromkeys(untagged), actor, at)
    return _record(action, at, tag=edition_tag.name)


@transaction.atomic
def assign(
    *, edition: Edition, applications: ApplicationQuerySet, colleague: User | None, actor: User, at: datetime
) -> BulkAction:
    """Give these dossiers to a colleague to follow, or to nobody.

    Those that the colleague has a conflict with are left alone. Side effects: ``handled_by``, one audit
    entry.
    """
    others = applications.exclude(handled_by=colleague)
    if colleague:
        others = others.judged_by(colleague)
    before = dict(others.order_by("pk").select_for_update(of=("self",)).values_list("pk", "handled_by"))
    Application.objects.filter(pk__in=before).update(handled_by=colleague)
    action = _save_action(edition, BulkVerb.ASSIGN, colleague.pk if colleague else None, before, actor, at)
    return _record(action, at, colleague=colleague.pk if colleague else None)


@transaction.atomic
def undo(*, action: BulkAction, actor: User, at: datetime) -> Undone:
    """Take a change back, within ten minutes, by its author; dossiers that changed since are left as they are.

    Side effects: the dossiers, audit entries. Raises :class:`CannotUndo`.
    """
    if action.actor_id != actor.pk:
        raise CannotUndo(_("Seule la personne qui a fait ce changement peut l’annuler."))
    if at - action.at > UNDO_WITHIN:
        raise CannotUndo(_("Plus de dix minutes ont passé : ce changement ne s’annule plus d’un coup."))
    # Compare-and-set, before any dossier moves: of two clicks, one takes the change back.
    if not BulkAction.objects.filter(pk=action.pk, undone_at=None).update(undone_at=at):
        raise CannotUndo(_("Ce changement est déjà annulé."))
    restored = _TAKING_BACK[BulkVerb(action.verb)](action, actor, at)
    record_act(action, "undo_bulk", {"verb": action.verb, "restored": restored}, actor=actor, at=at)
    return Undone(restored, len(action.changes) - restored)


def _select_unconflicted(action: BulkAction) -> ApplicationQuerySet:
    """The dossiers it changed, without those that its author has a conflict of interest with since."""
    rows = Application.objects.for_edition(action.edition).not_hidden_from(action.actor)
    return rows.filter(pk__in=[int(pk) for pk in action.changes]).order_by("pk")


def _undo_eligible(action: BulkAction, actor: User, at: datetime) -> int:
    lock_edition(action.edition_id)  # before the dossiers, as who decides
    rows = _select_unconflicted(action)
    scope = action.edition.scope
    back = apply_many(rows, "undo_eligible", table=APPLICATION, actor=actor, at=at, scope=scope)
    review_left.send(Application, edition=action.edition, applications=back, actor=actor, at=at)
    eligibility_undone.send(Application, applications=back, undone_by=actor, undone_at=action.at)
    return len(back)


def _undo_tag(action: BulkAction, actor: User, at: datetime) -> int:
    links = Application.tags.through.objects.filter(
        tag=action.target, application__in=_select_unconflicted(action)
    )
    return int(links.delete()[0])


def _undo_assign(action: BulkAction, actor: User, at: datetime) -> int:
    by_former: dict[int | None, list[int]] = {}
    for pk, former in action.changes.items():
        by_former.setdefault(former, []).append(int(pk))
    assigned = _select_unconflicted(action).filter(handled_by=action.target)
    restored = 0
    for former, keys in by_former.items():
        rows = assigned.filter(pk__in=keys)
        restored += (rows.judged_by(former) if former else rows).update(handled_by=former)
    return restored


_TAKING_BACK = {
    BulkVerb.ELIGIBLE: _undo_eligible,
    BulkVerb.TAG: _undo_tag,
    BulkVerb.ASSIGN: _undo_assign,
}


def _save_action(
    edition: Edition,
    verb: BulkVerb,
    target: int | None,
    before: Mapping[int, int | None],
    actor: User,
    at: datetime,
) -> BulkAction:
    changes = {str(pk): value for pk, value in before.items()}
    return BulkAction.objects.create(
        edition=edition, verb=verb, target=target, changes=changes, actor=actor, at=at
    )


def _record(action: BulkAction, at: datetime, **facts: object) -> BulkAction:
    """One audit entry for the whole; the dossiers are named by their ids."""
    applications = [int(pk) for pk in action.changes]
    record_act(
        action, f"bulk_{action.verb}", {"applications": applications, **facts}, actor=action.actor, at=at
    )
    return action
