"""Edit the questions of a survey: a draft beside the published ones, until the survey is over."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.form_builder.actions import WORDS
from accelerator.form_builder.drafted import DraftedForm, FormChanged, Words
from accelerator.locking import lock_row
from accelerator.questionnaires import queries, revisions
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import ConditionsRefused
from accelerator.questionnaires.kinds import kinds_where
from accelerator.questionnaires.models import Answer, AnswerSheet, Question, Revision
from accelerator.transitions import TransitionRefused
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.counting import CONSENTS
from coaching.surveys.defaults import list_ready_sections
from coaching.surveys.results.questions import widens_readers
from programmes.defaults import INDICATORS

IDENTIFIES = _("Une enquête anonyme ne demande rien qui dise qui répond : ni adresse, ni SIRET, ni fichier.")


class QuestionsFixed(TransitionRefused):
    """The survey is over: its questions can no longer change."""

    def __init__(self) -> None:
        super().__init__(_("L’enquête est terminée : ses questions ne changent plus."))


class SurveyQuestions(DraftedForm):
    """The questions of a survey; its consents stay, since quoting and sharing need them."""

    owner: Survey
    required_keys = frozenset(CONSENTS)
    required_because = _("Cet accord reste : sans lui, rien ne peut être cité ni transmis.")
    fixed_because = _("Des personnes ont répondu à cet accord : ses mots restent ceux qu’elles ont lus.")
    usual_audience = AnswerAudience.JURY
    indicators = INDICATORS
    audiences = (
        (AnswerAudience.JURY, _("l’organisation, et ceux à qui l’enquête est transmise")),
        (AnswerAudience.ORGANISERS, _("l’organisation seulement")),
    )

    @property
    def draft(self) -> Revision | None:
        """The draft; it expires once the survey is over."""
        return self.owner.draft_form if may_change(self.owner, timezone.now()) else None

    @property
    def name(self) -> str:
        return f"{self.owner.label} · {self.owner.edition.name}"[:200]

    @property
    def ready_pages(self) -> Mapping[str, SectionSpec]:
        pages = list_ready_sections(self.owner.of_wave)
        apart = (
            page for page in pages if not self.required_keys & {question.key for question in page.questions}
        )
        return {page.questions[0].key: page for page in apart}

    @property
    def ready_questions(self) -> Mapping[str, QuestionSpec]:
        pages = list_ready_sections(self.owner.of_wave)
        return {
            question.key: question
            for page in pages
            for question in page.questions
            if question.key not in self.required_keys
        }

    @property
    def refused_kinds(self) -> Mapping[str, Words]:
        return dict.fromkeys(kinds_where("identifies"), IDENTIFIES) if self.owner.anonymous else {}

    def find_fixed(self, key: str) -> Question | None:
        if self.form is None or not has_consent_answers(self.owner, key):
            return None
        return self.form.questions.filter(key=key).first()

    def lock(self, at: datetime) -> Survey:
        rows = Survey.objects.select_related("form__questionnaire", "draft_form", "edition")
        fresh = lock_row(rows, self.owner.pk)
        if not may_change(fresh, at):
            raise QuestionsFixed
        return fresh

    def record_act(
        self, verb: str, *, actor: User | AnonymousUser | None, at: datetime, **data: object
    ) -> None:
        survey = self.owner
        scope = survey.edition.scope
        record(verb=f"{verb}_survey_form", subject=survey, actor=actor, at=at, scope=scope, data=data)


def may_change(survey: Survey, at: datetime) -> bool:
    """Whether its questions may still change: until it is over."""
    return at < survey.closes_at


def _select_sheets(survey: Survey) -> QuerySet[AnswerSheet]:
    """The answers by the links of projects and people, and in the room."""
    mine = (
        Q(survey_invitation__survey=survey)
        | Q(personal_response__survey=survey)
        | Q(attendee_response__survey=survey)
    )
    return AnswerSheet.objects.filter(mine)


def select_unsent_sheets(survey: Survey) -> QuerySet[AnswerSheet]:
    """Unsent sheets, which follow the questions."""
    return _select_sheets(survey).filter(frozen_at=None)


def count_begun(survey: Survey) -> int:
    """Unsent sheets with an answer. One query."""
    return select_unsent_sheets(survey).exclude(saved_at=None).count()


def count_answers_by_key(survey: Survey, keys: Collection[str], *, arrived: bool = False) -> dict[str, int]:
    """How many unsent answers each of these questions has; ``arrived``: sent ones. One query. Anonymous surveys are
    not counted."""
    sheets = _select_sheets(survey).exclude(frozen_at=None) if arrived else select_unsent_sheets(survey)
    answers = (
        Answer.objects.filter(
            sheet__in=sheets,
            question__revision=F("sheet__revision"),
            question__key__in=keys,
            value__isnull=False,
        )
        .values("question__key")
        .annotate(answers=Count("pk"))
        .order_by()
    )
    return {row["question__key"]: row["answers"] for row in answers}


def has_consent_answers(survey: Survey, key: str) -> bool:
    """Whether anybody answered this consent, sent or not, by name or not. Two queries at most."""
    consents = Answer.objects.filter(sheet__in=_select_sheets(survey), question__key=key, value__isnull=False)
    return consents.exists() or survey.anonymous_responses.filter(values__has_key=key).exists()


@transaction.atomic
def publish_questions(*, survey: Survey, actor: User, at: datetime) -> revisions.Carried:
    """Publish the draft as the survey's questions; links that were sent lead to them.

    Unsent answers are moved (see ``revisions.publish_draft``), sent ones stay with their questions. Those of an
    anonymous survey have no sheet: they move to the new questions, values that these do not accept are lost, and none
    becomes visible to more people.

    Side effects: the revision frozen, ``form`` and ``draft_form``, the sheets, an audit entry. Raises
    :class:`QuestionsFixed`, and :class:`TransitionRefused` without a draft or with an invalid one.
    """
    fresh = SurveyQuestions(survey).lock(at)
    draft, before = fresh.draft_form, fresh.form
    if draft is None or draft.pk != survey.draft_form_id:
        raise FormChanged
    try:
        carried = revisions.publish_draft(revision=draft, sheets=select_unsent_sheets(fresh), at=at)
    except ConditionsRefused as refused:
        raise TransitionRefused(refused.problems[0].message) from None
    _ensure_consents_stand(fresh, before, draft)
    if fresh.anonymous:
        _carry_anonymous(fresh, before, draft)
    fresh.form, fresh.draft_form = draft, None
    fresh.save(update_fields=["form", "draft_form"])
    survey.form, survey.draft_form = draft, None
    SurveyQuestions(fresh).record_act(
        "publish", actor=actor, at=at, revision=draft.number, sheets=carried.sheets
    )
    return carried


def _ensure_consents_stand(survey: Survey, before: Revision, after: Revision) -> None:
    """Refuse to change the words of a consent that has answers. The sheets are locked: no answer comes meanwhile.

    Raises :class:`TransitionRefused`.
    """
    now = {question.key: question for question in after.questions.filter(key__in=CONSENTS)}
    for earlier in before.questions.filter(key__in=CONSENTS):
        words = [getattr(earlier, name) for name in WORDS]
        changed = earlier.key in now and words != [getattr(now[earlier.key], name) for name in WORDS]
        if changed and has_consent_answers(survey, earlier.key):
            message = _(
                "Des réponses sont arrivées : « %(question)s » garde les mots qu’on a lus. Remettez-les."
            )
            raise TransitionRefused(message % {"question": earlier.label})


def _carry_anonymous(survey: Survey, before: Revision, after: Revision) -> None:
    """Move all anonymous answers to the new questions, without recording when each came.

    Raises :class:`TransitionRefused` when more people would read them than their authors were promised.
    """
    earlier = {question.key: question for question in queries.questions(before)}
    now = {question.key: question for question in queries.questions(after)}
    rows = list(survey.anonymous_responses.order_by())
    for key in earlier.keys() & now.keys() if rows else ():
        if widens_readers(earlier[key], now[key]):
            message = _("Des réponses sont arrivées : « %(question)s » reste lue par l’organisation seule.")
            raise TransitionRefused(message % {"question": now[key].label})
    for row in rows:
        row.values = {
            key: carried
            for key, value in row.values.items()
            if key in earlier
            and key in now
            and (carried := revisions.carry_value(earlier[key], now[key], value).value) is not None
        }
    AnonymousResponse.objects.bulk_update(rows, ["values"], batch_size=500)
