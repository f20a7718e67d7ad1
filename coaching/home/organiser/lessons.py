"""The lessons of an edition for the next one: read from its rows, each with its figure and the page of its source."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer, Question
from coaching.followup.queries.commitments import find_delays
from coaching.models import Commitment, Need, Stance, SupportDecision, Survey
from coaching.support.enums import GIVES
from coaching.surveys.disclosure import SMALLEST, hide_small_share
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.responses import has_few_unnamed, select_sent_sheets
from programmes.enums import ClonedPart
from programmes.extensions import Lesson
from programmes.models import Edition, SupportScheme
from projects.models import Application

BLANK_FROM = 30
"""Percentage of dossiers with a blank answer from which the question is listed."""
FEW_ANSWERS = 70
"""Percentage of answers below which a survey is listed."""
MOST_QUESTIONS, MOST_NAMES = 8, 6
WAS_MISSING = "was_missing"
"""The question of the debrief about what was missing."""


def list_lessons(edition: Edition) -> list[Lesson]:
    """The lessons of an edition, in the order of the year. Eight queries at most, one more unless the delays of
    nudges came with the edition."""
    over = Survey.objects.filter(edition=edition, closes_at__lte=timezone.now()).with_counts()
    surveys = list(over.order_by("opens_at", "pk"))
    return [
        *_list_blank_questions(edition),
        *_list_missing_words(edition, surveys),
        *_list_needs_without_support(edition),
        *_list_unnamed_schemes(edition),
        *_list_unanswered_surveys(edition, surveys),
        *_list_sleeping_commitments(edition),
    ]


def _list_blank_questions(edition: Edition) -> list[Lesson]:
    """Optional questions that many dossiers left blank, without those that depend on another answer. Two queries."""
    form = edition.call.form_id
    if form is None:
        return []
    questions = [question for question in queries.questions(form) if kinds.kind_of(question).asks]
    optional = {
        question.key: (number, question.label)
        for number, question in enumerate(questions, start=1)
        if not question.required and not question.show_if and _is_measured(question)
    }
    received = Application.objects.for_edition(edition).received().order_by()
    answers = _list_filled(optional).filter(sheet__in=received.values("sheet"))
    every = received.values(of=Value("")).annotate(number=Count("pk"))
    filled = dict(
        answers.values(of=F("question__key"))
        .annotate(number=Count("pk"))
        .union(every, all=True)
        .values_list("of", "number")
    )
    total = filled.get("", 0)
    if total < SMALLEST:
        return []
    shares = {key: round(100 * (total - filled.get(key, 0)) / total) for key in optional}
    blank = sorted((key for key in optional if shares[key] >= BLANK_FROM), key=lambda key: -shares[key])
    return [
        Lesson(
            ClonedPart.FORM,
            _("%(share)d %%") % {"share": shares[key]},
            _("question %(number)d laissée vide, sur %(total)d dossiers : « %(label)s »")
            % {"number": optional[key][0], "total": total, "label": optional[key][1]},
            reverse("programmes:manage_form", args=[edition.slug]),
            _("Voir le formulaire"),
        )
        for key in blank[:MOST_QUESTIONS]
    ]


def _is_measured(question: Question) -> bool:
    """Whether blanks of this question are counted: files are not answers, and most people have no needs of access."""
    return not kinds.kind_of(question).is_file and question.audience != AnswerAudience.LOGISTICS


def _list_filled(keys: Iterable[str]) -> "QuerySet[Answer]":
    """The answers to these questions that are not blank."""
    blank = Q(value=None) | Q(value="") | Q(value=[]) | Q(value={})
    return Answer.objects.filter(question__key__in=list(keys)).exclude(blank).order_by()


def _list_missing_words(edition: Edition, surveys: Iterable[Survey]) -> list[Lesson]:
    """How many participants wrote in the debrief that something was missing, unless the count would reveal their
    names.

    Their words are on the page of the results, which respects consents. Two queries for each debrief, ``surveys`` being
    those that are over.
    """
    written = Exists(_list_filled([WAS_MISSING]).filter(sheet=OuterRef("pk")))
    total = filled = 0
    for survey in surveys:
        if survey.kind == SurveyKind.DEBRIEF and not survey.anonymous and not has_few_unnamed(survey):
            sent = select_sent_sheets(survey).aggregate(
                total=Count("pk"), filled=Count("pk", filter=Q(written))
            )
            total, filled = total + sent["total"], filled + sent["filled"]
    count = hide_small_share(filled, total)
    if not count:
        return []
    text = ngettext(
        "personne sur %(total)d dit, au débrief, ce qui a manqué",
        "personnes sur %(total)d disent, au débrief, ce qui a manqué",
        count,
    )
    address = reverse("coaching:survey_results", args=[edition.slug, SurveyKind.DEBRIEF])
    return [Lesson(ClonedPart.AGENDA, str(count), text % {"total": total}, address, _("Lire les réponses"))]


def _list_needs_without_support(edition: Edition) -> list[Lesson]:
    """Shared needs for which no support was agreed."""
    needs = Need.objects.for_partners([edition.pk]).order_by()
    outcomes = list(needs.values_list("decision__outcome", flat=True))
    total, number = len(outcomes), sum(outcome not in GIVES for outcome in outcomes)
    if not number:
        return []
    text = ngettext(
        "besoin transmis sur %(total)d n’a pas trouvé d’appui",
        "besoins transmis sur %(total)d n’ont pas trouvé d’appui",
        number,
    )
    address = reverse("coaching:manage_support_board", args=[edition.slug])
    return [Lesson(ClonedPart.SCHEMES, str(number), text % {"total": total}, address, _("Voir les besoins"))]


def _list_unnamed_schemes(edition: Edition) -> list[Lesson]:
    """Schemes without any answer of a partner or decision, once partners have answered at all. One query."""
    boards = (model.objects.on_board(edition.pk).exclude(scheme=None) for model in (Stance, SupportDecision))
    stances, decisions = (rows.order_by().values("scheme") for rows in boards)
    named = SupportScheme.objects.filter(Q(pk__in=stances) | Q(pk__in=decisions))
    schemes = edition.schemes.current().filter(Exists(named)).exclude(pk__in=named.order_by().values("pk"))
    unused = list(schemes.order_by("name").values_list("name", flat=True))
    if not unused:
        return []
    text = ngettext(
        "dispositif jamais demandé : %(names)s", "dispositifs jamais demandés : %(names)s", len(unused)
    )
    names = ", ".join(unused[:MOST_NAMES]) + ("…" if len(unused) > MOST_NAMES else "")
    address = reverse("programmes:manage_schemes", args=[edition.slug])
    return [
        Lesson(
            ClonedPart.SCHEMES, str(len(unused)), text % {"names": names}, address, _("Voir les dispositifs")
        )
    ]


def _list_unanswered_surveys(edition: Edition, surveys: Iterable[Any]) -> list[Lesson]:
    """Those of these ``surveys``, which are over, with few answers. No query."""
    return [
        Lesson(
            ClonedPart.SURVEYS,
            _("%(sent)d sur %(total)d") % {"sent": survey.sent, "total": survey.total},
            _("projets ont répondu : « %(survey)s »") % {"survey": survey.label},
            reverse("coaching:manage_surveys", args=[edition.slug]),
            _("Voir les enquêtes"),
        )
        for survey in surveys
        if survey.total >= SMALLEST and 100 * survey.sent < FEW_ANSWERS * survey.total
    ]


def _list_sleeping_commitments(edition: Edition) -> list[Lesson]:
    """Commitments without news despite their reminders. Two queries, one when the delays came with the edition."""
    days = find_delays(edition).organiser_days
    asleep = Commitment.objects.of_edition(edition.pk).asleep_since(timezone.now() - timedelta(days=days))
    number = asleep.count()
    if not number:
        return []
    text = ngettext(
        "engagement n’a pas bougé depuis %(days)d jours, malgré les relances",
        "engagements n’ont pas bougé depuis %(days)d jours, malgré les relances",
        number,
    )
    address = reverse("coaching:manage_commitments", args=[edition.slug])
    return [Lesson(ClonedPart.NUDGES, str(number), text % {"days": days}, address, _("Voir les engagements"))]
