"""Apply the rules of eligibility to dossiers, let an organiser overrule one; detect possible duplicates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accelerator.accounts.models import User
from accelerator.questionnaires import conditions, queries
from accelerator.questionnaires.models import Answer, Question
from accelerator.questionnaires.siret import number_of
from accelerator.transitions import ReasonMissing
from accelerator.types import Values
from accelerator.web.search import normalise
from programmes.models import Call
from projects.application.enums import SCREENED, ApplicationState
from projects.audit import record_act
from projects.models import Application, Duplicate, DuplicateKey, EligibilityRule, Finding
from projects.triage.likeness import ALIKE, likeness, siret_key, title_keys
from projects.triage.queries import KEYS, facts_of
from projects.triage.screening import Rule, ScreeningFacts, SetAside, screen

BATCH = 500


@transaction.atomic
def set_rules(*, call: Call, accepted: dict[str, list[str]], actor: User, at: datetime) -> int:
    """Replace the rules of the call: subject → what is accepted; a subject left out has no rule. Returns how many
    dossiers are set aside now.

    Side effects: the rules' rows, the findings of every dossier whose eligibility is still open, an audit entry.
    """
    EligibilityRule.objects.filter(call=call).exclude(subject__in=accepted).delete()
    for subject, values in accepted.items():
        EligibilityRule.objects.update_or_create(call=call, subject=subject, defaults={"accepted": values})
    record_act(call, "set_eligibility_rules", accepted, actor=actor, at=at)
    screen_call(call=call, at=at)
    return Application.objects.for_call(call).filter(findings_standing__gt=0).count()


@transaction.atomic
def screen_call(*, call: Call, at: datetime) -> None:
    """Apply the rules to every dossier of the call whose eligibility is still open.

    Side effects: findings and their count, in batches of 500 dossiers and 6 queries each.
    """
    applications = Application.objects.for_call(call).filter(state__in=SCREENED).order_by("pk")
    keys = list(applications.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = Application.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        screen_applications(
            applications=list(rows.select_related("sheet")),
            call=call,
            at=at,
        )


@transaction.atomic
def screen_applications(
    *,
    applications: Sequence[Application],
    call: Call,
    at: datetime,
    contents: Mapping[int, queries.Content] | None = None,
) -> None:
    """Bring the findings of these dossiers in line with the rules and with what they answer now.

    ``contents`` is sheet id → its content, for those already read. A finding overruled stays so as long as the
    dossier answers the same. Side effects: findings, and
    ``findings_standing``. At most 7 queries for 500 dossiers of one form.
    """
    rules = [
        Rule(rule.pk, rule.subject, frozenset(rule.accepted))
        for rule in EligibilityRule.objects.filter(call=call).order_by("pk")
    ]
    _save_findings(applications, _set_aside(applications, rules, contents or {}) if rules else {}, at)
    _count([application.pk for application in applications])


def _set_aside(
    applications: Sequence[Application], rules: list[Rule], contents: Mapping[int, queries.Content]
) -> dict[int, list[SetAside]]:
    """Application id → the rules that set it aside."""
    read = {
        application: contents[application.sheet_id]
        for application in applications
        if application.sheet_id in contents
    }
    unread = [application for application in applications if application.sheet_id not in contents]
    return {
        **{
            application.pk: screen(rules, _read_facts(content.questions, content.values))
            for application, content in read.items()
        },
        **(_set_aside_unread(unread, rules) if unread else {}),
    }


def _set_aside_unread(applications: Sequence[Application], rules: list[Rule]) -> dict[int, list[SetAside]]:
    """By application whose answers were not read yet, the rules that set it aside. One query, and one for each
    revision of the form.

    All the answers are read when some of the questions that rules look at depend on others.
    """
    forms = {
        number: queries.questions(number)
        for number in {application.sheet.revision_id for application in applications}
    }
    answers = Answer.objects.filter(
        sheet__in=[application.sheet_id for application in applications],
        question__revision=F("sheet__revision"),
    )
    if not any(
        question.show_if for form in forms.values() for question in form if question.key in KEYS.values()
    ):
        answers = answers.filter(question__key__in=KEYS.values())
    values: dict[int, dict[str, object]] = defaultdict(dict)
    for sheet, key, value in answers.order_by("pk").values_list("sheet", "question__key", "value"):
        values[sheet][key] = value
    return {
        application.pk: screen(
            rules, _read_facts(forms[application.sheet.revision_id], values[application.sheet_id])
        )
        for application in applications
    }


def _read_facts(form: Sequence[Question], values: Mapping[str, object]) -> ScreeningFacts:
    visible = conditions.visible_keys(form, values).intersection(KEYS.values())
    questions = {question.key: question for question in form if question.key in visible}
    return facts_of(questions, {key: value for key, value in values.items() if key in visible})


def _save_findings(
    applications: Sequence[Application], wanted: dict[int, list[SetAside]], at: datetime
) -> None:
    existing = {
        (row.application_id, row.rule_id): row
        for row in Finding.objects.filter(
            application__in=[application.pk for application in applications]
        ).order_by("pk")
    }
    details = {(pk, row.rule): row.detail for pk, rows in wanted.items() for row in rows}
    stale = [row.pk for key, row in existing.items() if details.get(key) != row.detail]
    Finding.objects.filter(pk__in=stale).delete()
    Finding.objects.bulk_create(
        (
            Finding(application_id=key[0], rule_id=key[1], detail=detail, found_at=at)
            for key, detail in details.items()
            if key not in existing or existing[key].detail != detail
        ),
        ignore_conflicts=True,  # sent at the instant when the rules change: both find the same
    )


def _count(applications: Iterable[int]) -> None:
    """Refresh the column that lists read."""
    standing = (
        Finding.objects.standing()
        .filter(application=OuterRef("pk"))
        .order_by()
        .values("application")
        .annotate(number=Count("pk"))
        .values("number")
    )
    Application.objects.filter(pk__in=list(applications)).update(
        findings_standing=Coalesce(Subquery(standing), 0)
    )


@transaction.atomic
def overrule(*, finding: Finding, reason: str, actor: User, at: datetime) -> None:
    """Overrule a finding on one dossier, with a reason.

    Side effects: the finding, ``findings_standing``, an audit entry with the reason. Raises ``ReasonMissing``. Doing it
    twice changes nothing.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    moved = (
        Finding.objects.standing()
        .filter(pk=finding.pk)
        .update(overruled_at=at, overruled_by=actor, reason=reason)
    )
    if moved:
        _record("overrule_rule", finding, actor, at, reason=reason)


@transaction.atomic
def reinstate(*, finding: Finding, actor: User, at: datetime) -> None:
    """Let the rule stand again. Side effects: the finding, ``findings_standing``, an audit entry."""
    moved = Finding.objects.filter(pk=finding.pk, overruled_at__isnull=False).update(
        overruled_at=None, overruled_by=None, reason=""
    )
    if moved:
        _record("reinstate_rule", finding, actor, at)


def _record(verb: str, finding: Finding, actor: User, at: datetime, **data: str) -> None:
    _count([finding.application_id])
    record_act(finding.application, verb, {"rule": finding.rule.subject, **data}, actor=actor, at=at)


GONE = [ApplicationState.DRAFT, ApplicationState.WITHDRAWN]
MOST_COMPARED = 500
"""Dossiers that share a key: a call with more of them has other worries."""


@transaction.atomic
def note_duplicates(*, application: Application, siret: object) -> None:
    """The dossier was just sent: find those of its call that look like it, as soon as the transaction has succeeded.

    ``siret`` is its answer, if it has one. Side effects: the keys of the dossier now, its pairs and ``duplicates``
    then. Of two alike dossiers sent at one instant, the later one sees the keys of the other.
    """
    number = number_of(siret)
    keys = [*([siret_key(number)] if number else []), *title_keys(normalise(application.title))]
    application.duplicate_keys.all().delete()
    DuplicateKey.objects.bulk_create(
        DuplicateKey(application=application, call_id=application.call_id, key=key) for key in keys
    )
    transaction.on_commit(partial(pair_up, application=application), robust=True)


@transaction.atomic
def pair_up(*, application: Application) -> int:
    """Compare a dossier with those of its call that share a key; returns how many look like it.

    Side effects: its pairs, ``duplicates`` of all those concerned. 8 queries at most, whatever the size of the call.
    """
    # one after the other in a call: nobody counts pairs that another is taking away
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)
    keys = list(application.duplicate_keys.values_list("key", flat=True))
    title = normalise(application.title)
    pairs = [_pair(application, other, title) for other in _list_candidates(application, keys)]
    return _set_pairs(application, [pair for pair in pairs if pair])


@transaction.atomic
def delete_duplicates(*, application: Application) -> None:
    """Delete the duplicates of a withdrawn dossier.

    Side effects: its keys now; its pairs, ``duplicates`` of all those concerned, once the transaction has succeeded.
    """
    application.duplicate_keys.all().delete()
    transaction.on_commit(partial(pair_up, application=application), robust=True)


def _list_candidates(application: Application, keys: Sequence[str]) -> Iterable[Values]:
    """The other dossiers that share a key: their id, their title, whether the SIRET is the same one."""
    if not keys:
        return []
    shared = (
        DuplicateKey.objects.filter(call=application.call_id, key__in=keys)
        .exclude(application=application.pk)
        .exclude(application__state__in=GONE)
        .order_by("-application")
        .values("application", "application__title", "key")
    )
    candidates: dict[int, Values] = {}
    for row in shared[: MOST_COMPARED * len(keys)]:
        candidate = candidates.setdefault(
            row["application"], {"pk": row["application"], "title": row["application__title"], "keys": set()}
        )
        candidate["keys"].add(row["key"])
    return candidates.values()


def _pair(application: Application, other: Values, title: str) -> Duplicate | None:
    alike = likeness(title, normalise(other["title"]))
    same_siret = any(key.startswith(siret_key("")) for key in other["keys"])
    if not same_siret and alike < ALIKE:
        return None
    first, second = sorted((application.pk, other["pk"]))
    return Duplicate(first_id=first, second_id=second, same_siret=same_siret, likeness=alike)


def _set_pairs(application: Application, pairs: Sequence[Duplicate]) -> int:
    mine = Duplicate.objects.filter(Q(first=application) | Q(second=application))
    former = mine.values_list("first", "second")
    concerned = {pk for pair in former for pk in pair} | {
        pk for pair in pairs for pk in (pair.first_id, pair.second_id)
    }
    if not concerned:
        return 0
    # locked in one order, against concurrent comparisons
    list(Application.objects.filter(pk__in=concerned).order_by("pk").select_for_update().values_list("pk"))
    mine.delete()
    Duplicate.objects.bulk_create(pairs, ignore_conflicts=True)
    Application.objects.filter(pk__in=concerned).update(
        duplicates=_count_pairs("first") + _count_pairs("second")
    )
    return len(pairs)


def _count_pairs(side: str) -> Coalesce:
    """Count the pairs in which a dossier is on this side."""
    pairs = Duplicate.objects.filter(**{side: OuterRef("pk")}).order_by().values(side)
    return Coalesce(Subquery(pairs.annotate(number=Count("pk")).values("number")), 0)
