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
from coaching.surveys.results.questions import opens
from programmes.defaults import INDICATORS

IDENTIFIES = _("Une enquête anonyme ne demande rien qui dise qui répond : ni adresse, ni SIRET, ni fichier.")


class QuestionsFixed(TransitionRefused):
    """The survey is over: its results are what was answered."""

    def __init__(self) -> None:
        super().__init__(_("L’enquête est terminée : ses questions ne changent plus."))


class SurveyQuestions(DraftedForm):
    """The questions of a survey; its consents stay, since nothing may be quoted nor shared without them."""

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
        """Given up by itself once the survey is over."""
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
        if self.form is None or not answers_consent(self.owner, key):
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
    """Whether its questions may change still: until it is over."""
    return at < survey.closes_at


def _select_sheets(survey: Survey) -> QuerySet[AnswerSheet]:
    """The answers by the links of projects and people, and in the room."""
    mine = (
        Q(survey_invitation__survey=survey)
        | Q(personal_response__survey=survey)
        | Q(attendee_response__survey=survey)
    )
    return AnswerSheet.objects.filter(mine)


def sheets_being_written(survey: Survey) -> QuerySet[AnswerSheet]:
    """Those that follow the questions: not sent yet."""
    return _select_sheets(survey).filter(frozen_at=None)


def count_begun(survey: Survey) -> int:
    """Of these, those in which something was written. One query."""
    return sheets_being_written(survey).exclude(saved_at=None).count()


def answers_by_key(survey: Survey, keys: Collection[str], *, arrived: bool = False) -> dict[str, int]:
    """How many unsent answers each of these questions has; ``arrived``, how many that were sent. One query.

    Of an anonymous survey nothing is counted.
    """
    sheets = _select_sheets(survey).exclude(frozen_at=None) if arrived else sheets_being_written(survey)
    found = (
        Answer.objects.filter(
            sheet__in=sheets,
            question__revision=F("sheet__revision"),
            question__key__in=keys,
            value__isnull=False,
        )
        .values("question__key")
        .annotate(given=Count("pk"))
        .order_by()
    )
    return {row["question__key"]: row["given"] for row in found}


def answers_consent(survey: Survey, key: str) -> bool:
    """Whether anybody answered this consent, sent or not, by name or not. Two queries at most."""
    given = Answer.objects.filter(sheet__in=_select_sheets(survey), question__key=key, value__isnull=False)
    return given.exists() or survey.anonymous_responses.filter(values__has_key=key).exists()


@transaction.atomic
def publish_questions(*, survey: Survey, actor: User, at: datetime) -> revisions.Carried:
    """The draft becomes the survey's questions; links that left already lead to them.

    Answers that are being written come along (see ``revisions.publish_draft``), those that were sent stay with the
    questions they answered. Those of an anonymous survey have no sheet: they move under the new questions, what these
    do not take is lost, and none of them is opened to more people.

    Side effects: the revision frozen, ``form`` and ``draft_form``, the sheets, an audit entry. Raises
    :class:`QuestionsFixed`, and :class:`TransitionRefused` without a draft or when it cannot stand.
    """
    fresh = SurveyQuestions(survey).lock(at)
    draft, before = fresh.draft_form, fresh.form
    if draft is None or draft.pk != survey.draft_form_id:
        raise FormChanged
    try:
        carried = revisions.publish_draft(revision=draft, sheets=sheets_being_written(fresh), at=at)
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
    """A consent that people answered does not change its words. The sheets are locked: no answer comes meanwhile.

    Raises :class:`TransitionRefused`.
    """
    now = {question.key: question for question in after.questions.filter(key__in=CONSENTS)}
    for earlier in before.questions.filter(key__in=CONSENTS):
        words = [getattr(earlier, name) for name in WORDS]
        changed = earlier.key in now and words != [getattr(now[earlier.key], name) for name in WORDS]
        if changed and answers_consent(survey, earlier.key):
            message = _(
                "Des réponses sont arrivées : « %(question)s » garde les mots qu’on a lus. Remettez-les."
            )
            raise TransitionRefused(message % {"question": earlier.label})


def _carry_anonymous(survey: Survey, before: Revision, after: Revision) -> None:
    """Move all anonymous answers under the new questions: no row records when it came.

    Raises :class:`TransitionRefused` when more people would read them than was announced to those who answered.
    """
    earlier = {question.key: question for question in queries.questions(before)}
    now = {question.key: question for question in queries.questions(after)}
    rows = list(survey.anonymous_responses.order_by())
    for key in earlier.keys() & now.keys() if rows else ():
        if opens(earlier[key], now[key]):
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
