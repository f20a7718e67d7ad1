"""Surveys: open one, mail its personal links, accept an answer."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.locking import lock_row
from accelerator.outbox.actions import queue
from accelerator.questionnaires import builder, queries as answers
from accelerator.transitions import TransitionRefused, apply
from accelerator.types import Values
from coaching.models import Survey, SurveyInvitation
from coaching.signals import answers_sent, consents_changed
from coaching.surveys import emails
from coaching.surveys.actions.invitations import invite_people, invite_projects
from coaching.surveys.actions.sheets import change_answers, close_sheet, erase_writers, list_changing
from coaching.surveys.counting import CONSENTS, QUOTE, SHARE
from coaching.surveys.defaults import make_default_spec
from coaching.surveys.enums import (
    SURVEY_RESPONSE,
    DebriefDisclosed,
    DebriefUnlinked,
    InvitationState,
    SurveyClosed,
    SurveyKind,
    Wave,
)
from coaching.surveys.results.responses import may_disclose_unnamed
from programmes.actions.cloning import shift_to_working_days
from programmes.locks import lock_edition
from programmes.models import Edition
from projects.members.queries import leads

RESEND_PAUSE = timedelta(minutes=2)


@transaction.atomic
def open_survey(
    *,
    edition: Edition,
    kind: str,
    opens_at: datetime,
    closes_at: datetime,
    actor: User,
    at: datetime,
    wave: int = 0,
    **fields: Any,
) -> Survey:
    """Open a survey between two instants, or change the one of this wave: its dates, and ``fields`` of its row.

    A free survey without a wave takes the next number. Whether it is anonymous is set once. A closed survey is not
    opened again: later answers could be deduced from its results, and likewise from the disclosed unnamed answers of
    a debrief.

    Side effects: the survey, the first time with the published revision of its default form; an audit entry. Raises
    :class:`TransitionRefused` when the end does not follow the start, or for the reasons above.
    """
    if closes_at <= opens_at:
        raise TransitionRefused(_("La fin doit suivre l’ouverture."))
    lock_edition(edition.pk)  # two first openings follow one another
    if kind == SurveyKind.FREE and not wave:
        last = Survey.objects.filter(edition=edition, kind=kind).aggregate(last=Max("wave"))["last"] or 0
        wave = last + 1
    survey = Survey.objects.select_for_update().filter(edition=edition, kind=kind, wave=wave).first()
    if survey is None:
        chosen = SurveyKind(kind)
        spec = make_default_spec(Wave(chosen, wave), anonymous=bool(fields.get("anonymous")))
        form = builder.publish(spec, name=f"{Wave(chosen, wave).label} · {edition.name}"[:200], at=at)
        survey = Survey.objects.create(
            edition=edition, kind=kind, wave=wave, form=form, opens_at=opens_at, closes_at=closes_at, **fields
        )
        record(
            verb="open_survey", subject=survey, actor=actor, at=at, scope=edition.scope, data={"kind": kind}
        )
        return survey
    if fields.get("anonymous", survey.anonymous) != survey.anonymous:
        raise TransitionRefused(
            _("Une enquête reste anonyme, ou ne l’est pas, telle qu’elle a été annoncée.")
        )
    if survey.sent_out_at and set(survey.audiences) - set(fields.get("audiences", survey.audiences)):
        raise TransitionRefused(
            _("Les liens sont partis : on peut interroger d’autres groupes, pas en retirer.")
        )
    if survey.anonymous and at >= survey.closes_at:
        raise TransitionRefused(_("Une enquête anonyme terminée ne se rouvre pas : ses résultats se lisent."))
    if survey.closes_at <= at < closes_at:
        if survey.room_responses.unlinked().exists():
            raise DebriefUnlinked
        if may_disclose_unnamed(survey):
            raise DebriefDisclosed
    for name, value in {**fields, "opens_at": opens_at, "closes_at": closes_at}.items():
        setattr(survey, name, value)
    survey.save()
    record(verb="move_survey", subject=survey, actor=actor, at=at, scope=edition.scope, data={"kind": kind})
    return survey


@transaction.atomic
def send_links(*, survey: Survey, actor: User | None, at: datetime) -> int:
    """Invite everybody in the audiences who has no link yet; returns how many links are sent.

    Side effects: those of :func:`invite_projects` and :func:`invite_people`; ``sent_out_at`` the first time; an audit
    entry. A second call sends nothing twice. Raises :class:`SurveyClosed` once the survey is over.
    """
    survey = lock_row(Survey.objects.select_related("edition", "form"), survey.pk)
    if at >= survey.closes_at:
        raise SurveyClosed
    sent = invite_projects(survey, at) + invite_people(survey, at)
    if sent:
        if survey.sent_out_at is None:
            survey.sent_out_at = at
            survey.save(update_fields=["sent_out_at"])
        record(
            verb="send_links",
            subject=survey,
            actor=actor,
            at=at,
            scope=survey.edition.scope,
            data={"links": sent},
        )
    return sent


def send_due_links(*, at: datetime) -> int:
    """Send the links of surveys with automatic sending that have opened; returns how many surveys.

    Side effects: those of :func:`send_links`, each in a transaction of its own.
    """
    due = Survey.objects.filter(sends_itself=True, sent_out_at=None, opens_at__lte=at, closes_at__gt=at)
    sent = 0
    for survey in due.order_by("opens_at", "pk"):
        with suppress(TransitionRefused):  # an edition that writes to nobody
            sent += bool(send_links(survey=survey, actor=None, at=at))
    return sent


@transaction.atomic
def resend_link(*, invitation: SurveyInvitation, actor: User, at: datetime, renew: bool = False) -> User:
    """Mail one link again; returns its recipient. ``renew`` revokes those sent before (a forwarded mail).

    After a revocation it is a new one, since the nonce changed then. Side effects: a mail, to the present holder; an
    audit entry. Two requests within the same two minutes are one mail. Raises :class:`TransitionRefused` when the
    answer was sent, :class:`SurveyClosed` after the end.
    """
    # Read again and locked: of two concurrent requests, the second starts from the result of the first.
    rows = SurveyInvitation.objects.select_for_update(of=("self",))
    invitation = rows.select_related("survey__edition", "participation__project").get(pk=invitation.pk)
    if invitation.state == InvitationState.SENT:
        raise TransitionRefused(_("Ce projet a déjà répondu."))
    if at >= invitation.survey.closes_at:
        raise SurveyClosed
    holder = leads([invitation.participation.project_id]).get(invitation.participation.project_id)
    if holder is None:
        raise TransitionRefused(_("Personne ne porte plus ce projet : indiquez d’abord qui le porte."))
    invitation.email = holder.email
    invitation.revoked_at = None
    if renew:
        invitation.nonce = new_nonce()
    invitation.save(update_fields=["email", "revoked_at", *(["nonce"] if renew else [])])
    again = f":{int(at.timestamp() // RESEND_PAUSE.total_seconds())}"
    queue(*emails.survey_links([(invitation, holder)], again=again), at=at)
    record(
        verb="renew_link" if renew else "resend_link",
        subject=invitation,
        actor=actor,
        at=at,
        scope=invitation.survey.edition.scope,
    )
    return holder


@transaction.atomic
def revoke_link(*, invitation: SurveyInvitation, actor: User, at: datetime) -> None:
    """Revoke the links of one project to this survey, whatever their state; its answers stay.

    Side effects: a new nonce, the hour of the revocation, an audit entry; no reminder is sent until a new link is.
    Raises :class:`TransitionRefused` when they were revoked already.
    """
    rows = SurveyInvitation.objects.filter(pk=invitation.pk).with_open_link()
    if not rows.update(nonce=new_nonce(), revoked_at=at):
        raise TransitionRefused(_("Ce lien est déjà révoqué."))
    record(verb="revoke_link", subject=invitation, actor=actor, at=at, scope=invitation.survey.edition.scope)


@transaction.atomic
def start_response(*, invitation: SurveyInvitation, actor: User | AnonymousUser | None, at: datetime) -> None:
    """Record that the first answer was saved. Side effects: state and audit entry, once; later calls do nothing.

    ``actor``: the signed-in user, if any: a link may have been forwarded.
    """
    if invitation.state == InvitationState.TO_DO:
        try:
            apply(
                invitation,
                "start_survey",
                table=SURVEY_RESPONSE,
                actor=actor,
                at=at,
                scope=invitation.survey.edition.scope,
            )
        except TransitionRefused:
            invitation.refresh_from_db(fields=["state"])


@transaction.atomic
def submit_response(
    *, invitation: SurveyInvitation, actor: User | AnonymousUser | None, at: datetime
) -> None:
    """Send the answers of one project; ``actor``: the signed-in user, if any.

    Side effects: the sheet is frozen, before it is read; its typist is erased unless they may be named; state
    ``sent``; the agreement to share with the partners is copied from the answer; a thank-you mail, or for a synthesis
    the request of the project's report, whose mail contains the thanks; an audit entry. Raises :class:`SurveyClosed`,
    and :class:`TransitionRefused` when it was sent already or a required answer is missing.
    """
    survey = invitation.survey
    if not survey.is_open(at):
        raise SurveyClosed
    close_sheet(sheet=invitation.sheet, at=at)
    values = answers.values(invitation.sheet)
    shared = survey.kind == SurveyKind.SYNTHESIS and values.get(SHARE) is True
    if values.get(QUOTE) != "named":
        erase_writers(invitation.sheet)
    apply(
        invitation,
        "send",
        table=SURVEY_RESPONSE,
        actor=actor,
        at=at,
        scope=survey.edition.scope,
        changes={"sent_at": at, "shared_with_partners": shared},
    )
    holder = leads([invitation.participation.project_id]).get(invitation.participation.project_id)
    if holder and survey.kind != SurveyKind.SYNTHESIS:  # thanked with the synthesis itself
        queue(emails.survey_thanks(invitation, holder), at=at)
    language = holder.language if holder else "fr"
    answers_sent.send(Survey, survey=survey, participation=invitation.participation, language=language, at=at)


@transaction.atomic
def change_consents(
    *, invitation: SurveyInvitation, consents: Values, actor: User | AnonymousUser, at: datetime
) -> bool:
    """Change the consents (question key → value) of sent answers; ``False`` when none changed.

    Side effects: those answers and the sheet's ``saved_at``, which hides earlier documents from the partners; the
    invitation; an audit entry with the former and new consents; for a synthesis, new versions of the project's, of
    the edition's and of those that quote its figures, in the languages that exist. Raises :class:`TransitionRefused`
    before sending.
    """
    invitation = SurveyInvitation.objects.select_for_update(of=("self",)).select_related(
        "survey__edition", "participation", "sheet"
    ).get(pk=invitation.pk)  # fmt: skip
    if invitation.state != InvitationState.SENT:
        raise TransitionRefused(_("Ces réponses ne sont pas encore envoyées."))
    changing = list_changing(
        [invitation.sheet_id], {key: consents[key] for key in CONSENTS if key in consents}
    )
    if not changing:
        return False
    changed = {row.question.key: [row.value, consents[row.question.key]] for row in changing}
    change_answers(changing, consents, at=at)
    if consents.get(QUOTE, "named") != "named":
        erase_writers(invitation.sheet)
    survey, scope = invitation.survey, invitation.survey.edition.scope
    if SHARE in changed and survey.kind == SurveyKind.SYNTHESIS:
        invitation.shared_with_partners = consents[SHARE]
        invitation.save(update_fields=["shared_with_partners"])
    record(verb="change_consents", subject=invitation, actor=actor, at=at, scope=scope, data=changed)
    consents_changed.send(Survey, survey=survey, participation=invitation.participation, at=at)
    return True


COPIED = ("kind", "wave", "title_fr", "title_en", "audiences", "anonymous", "sends_itself")


@transaction.atomic
def copy_surveys(*, edition: Edition, source: Edition, at: datetime) -> None:
    """Copy the surveys with their questions, each in a form of its own, at the same distance from the session; no
    link, no answer.

    Side effects: forms, surveys. Waves that the edition already has stay as they are.
    """
    standing = set(edition.surveys.values_list("kind", "wave"))
    for survey in source.surveys.select_related("form").order_by("opens_at", "pk"):
        if (survey.kind, survey.wave) in standing:
            continue
        spec, name = builder.spec_of(survey.form), f"{survey.of_wave.label} · {edition.name}"[:200]
        window = {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
        Survey.objects.create(
            edition=edition,
            form=builder.publish(spec, name=name, at=at),
            **shift_to_working_days(window, edition=edition, source=source),
            **{field: getattr(survey, field) for field in COPIED},
        )
