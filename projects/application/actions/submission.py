"""Start an application, send it, take it back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

import accelerator.questionnaires.actions as questionnaires
from accelerator.accounts.models import User, normalise_email
from accelerator.outbox.actions import queue
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.models import Question
from accelerator.transitions import TransitionRefused
from programmes.actions.late_access import spend_late_access
from programmes.actions.roles import add_holders
from programmes.enums import Timing
from programmes.models import Call, Edition
from programmes.queries import admission_of
from projects.application import emails
from projects.application.actions.answers import CallClosed, NotAllowed, ensure_editable
from projects.application.actions.content import adopt_content
from projects.application.enums import SCORED, ApplicationState
from projects.application.queries.applications import RULES_KEY
from projects.audit import move_application, record_act
from projects.conflicts.actions import ensure_nobody_sits
from projects.conflicts.emails import organisers_to_notify
from projects.locks import lock_application_with_sheets, lock_edition_of
from projects.models import Application, Project, ProjectMember
from projects.signals import application_withdrawn, review_left


class Incomplete(TransitionRefused):
    """Required answers are missing; ``missing`` lists their questions."""

    def __init__(self, missing: Sequence[Question]) -> None:
        super().__init__(_("Il manque des réponses obligatoires : le dossier n’est pas envoyé."))
        self.missing = list(missing)


class RulesChanged(TransitionRefused):
    """The rules were amended after the page was rendered."""

    def __init__(self) -> None:
        super().__init__(
            _("Le règlement a changé pendant votre lecture : relisez-le avant d’envoyer le dossier.")
        )


@transaction.atomic
def start_application(*, call: Call, user: User, at: datetime) -> Application:
    """Open a draft for ``user``, or give back the one they already lead in this call.

    Side effects: project, lead member, holder role, answer sheet with the person's name and address filled in,
    next reference of the edition, audit entry. Raises :class:`CallClosed` when the call takes
    nothing from ``user`` at ``at``.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two clicks of one person follow one another
    existing = current_application(call, user)
    if existing:
        return existing
    if not admission_of(call, user, at) or call.form is None:
        raise CallClosed(call, at)
    edition = call.edition
    # ``TN-2018-0007``. The UPDATE locks the edition's row until the transaction ends: no number is used twice.
    editions = Edition.objects.filter(pk=edition.pk)
    editions.update(last_application_number=F("last_application_number") + 1)
    number = editions.values_list("last_application_number", flat=True).get()
    reference = f"{edition.code}-{number:04d}"
    project = Project.objects.create(edition=edition, slug=slugify(reference), created_at=at)
    ProjectMember.objects.create(project=project, user=user, leads=True, joined_at=at)
    add_holders(edition=edition, holders={user: None}, at=at)
    application = Application.objects.create(
        project=project,
        call=call,
        sheet=questionnaires.open_sheet(revision=call.form, at=at),
        reference=reference,
        created_at=at,
        holder_name=user.name,
    )
    _introduce(application, user, at)
    record_act(application, "start_application", actor=user, at=at, edition=edition)
    return application


def current_application(call: Call, user: User) -> Application | None:
    """The application this person leads in the call and did not take back."""
    return Application.objects.for_call(call).led_by(user).exclude(state=ApplicationState.WITHDRAWN).first()


def _introduce(application: Application, user: User, at: datetime) -> None:
    """Fill the answers that the person's account already has."""
    values = {
        "holder_name": user.name,
        "holder_email": user.email,
        "holder_phone": user.phone,
        "holder_function": user.job_title,
    }
    questions = application.sheet.revision.questions.filter(
        key__in=[key for key, answer in values.items() if answer]
    )
    for key in questions.values_list("key", flat=True):
        with suppress(AnswerRefused):  # an account may have a phone number that no form accepts
            questionnaires.save_answer(
                sheet=application.sheet, key=key, raw=values[key], base_version=None, actor=user, at=at
            )


@transaction.atomic
def submit_application(
    *, application: Application, actor: User, at: datetime, rules_version: int | None = None
) -> bool:
    """Send the dossier, or send it again once it was changed: then the new version replaces the one that was sent.

    ``rules_version`` is the one the person ticked on the page (stored with its answer).
    Side effects: answers frozen and hashed, a version saved, likely duplicates noted, columns and searched words
    refreshed, organisation found by its SIRET or created, an account without a name named, the call's rules applied,
    receipt mail, audit entry; a personal late access that lets it in is spent. A version sent again waits for its
    eligibility again, and what was decided about it and not announced is erased. Sending twice is sending once: the
    second call returns ``False`` and does nothing. Raises :class:`CallClosed` once the call takes nothing from
    ``actor`` (``Call.accepts``), :class:`Incomplete`, :class:`RulesChanged`, :class:`SeatedApplicant` when one of
    its members sits on the committee without a waiver, and :class:`NotAllowed` for an actor who may not write in it.
    """
    if application.state in SCORED:
        lock_edition_of(application)
    fresh = lock_application_with_sheets(application)
    if not actor.has_perm("projects.act_for_project", fresh):
        raise NotAllowed(_("Vous ne pouvez plus modifier ce dossier : il n’est pas envoyé."))
    again = fresh.is_being_revised
    if fresh.submitted_at and fresh.state != ApplicationState.WITHDRAWN and not again:
        return False
    admission = ensure_editable(fresh, actor=actor, at=at)
    members = fresh.project.members.present().values_list("user", flat=True)
    ensure_nobody_sits(project=fresh.project, people=members.order_by())
    fresh.sheet, fresh.next_sheet = fresh.working_sheet, None
    if rules_version is not None:
        _accept_rules(fresh, rules_version, actor, at)
    content = questionnaires.freeze(sheet=fresh.sheet, at=at)
    if content.missing:
        raise Incomplete(content.missing)
    if admission.timing == Timing.LATE_LINK:
        spend_late_access(call=fresh.call, user=actor, at=at)
    move_application(
        fresh,
        "resubmit" if again else "submit",
        actor=actor,
        at=at,
        changes={
            "sheet": fresh.sheet,
            "next_sheet": None,
            "submitted_at": at,
            "content_hash": content.sha256,
            "rules_version": fresh.call.rules_version,
            "timing": admission.timing,
        },
    )
    if again:
        review_left.send(Application, edition=fresh.call.edition, applications=[fresh.pk], actor=actor, at=at)
    version = adopt_content(application=fresh, content=content, actor=actor, at=at)
    _name_account(fresh, content.values, actor)
    queue(emails.receipt(fresh, fresh.project.find_lead() or actor, version), at=at)
    return True


def _name_account(application: Application, values: Mapping[str, object], actor: User) -> None:
    """Name an account without a name whose person is the contact of the dossier."""
    if actor.name or not application.holder_name:
        return
    address = str(values.get("holder_email") or "")
    if normalise_email(address) == actor.email:
        actor.name = application.holder_name
        actor.save(update_fields=["name"])


def _accept_rules(application: Application, version: int, actor: User, at: datetime) -> None:
    if version != application.call.rules_version:
        raise RulesChanged
    if application.sheet.revision.questions.filter(key=RULES_KEY).exists():
        questionnaires.save_answer(
            sheet=application.sheet, key=RULES_KEY, raw="yes", base_version=None, actor=actor, at=at
        )


@transaction.atomic
def withdraw_application(*, application: Application, actor: User, at: datetime, reason: str = "") -> None:
    """Take the dossier back: nobody examines it any more. Another may be started while the call is open.

    Side effects: audit entry; its completion request is closed, its unannounced decision is erased; a mail
    to each of its members; if it had been sent, one to each organiser of the edition.
    Raises :class:`TransitionRefused` once a decision was announced, :class:`NotAllowed` to anybody but its lead.
    """
    edition = application.call.edition
    lock_edition_of(application)
    fresh = lock_application_with_sheets(application)
    if not actor.has_perm("projects.lead_project", fresh.project):
        raise NotAllowed(_("Vous ne portez plus ce projet : le dossier n’est pas retiré."))
    move_application(application, "withdraw", actor=actor, at=at, reason=reason, edition=edition)
    review_left.send(Application, edition=edition, applications=[application.pk], actor=actor, at=at)
    application_withdrawn.send(Application, application=application, actor=actor, at=at)
    people = application.project.members.present().people()
    queue(*(emails.application_withdrawn(application, person, by=actor) for person in people), at=at)
    if fresh.submitted_at:  # another tab may have sent it since this one was rendered
        organisers = organisers_to_notify(application)
        queue(*(emails.withdrawal_notice(application, person, reason) for person in organisers), at=at)
