"""Apply the call's rules of eligibility to dossiers, and let an organiser overrule one, with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accelerator.accounts.models import User
from accelerator.questionnaires import conditions, queries
from accelerator.questionnaires.models import Answer, Question
from accelerator.transitions import ReasonMissing
from programmes.models import Call
from projects.application.enums import SCREENED
from projects.audit import record_act
from projects.models import Application, EligibilityRule, Finding
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
    """The same, for dossiers whose answers were not read yet. 1 query, and one for each revision of the form.

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
