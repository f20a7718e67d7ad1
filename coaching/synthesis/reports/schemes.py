"""The schemes of an edition that fit a project: facts as JSON, then their words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from coaching.surveys.counting import Facts
from coaching.synthesis.reports.document import freeze_day, read_day
from programmes.models import Edition, SupportScheme
from programmes.scheme_fit import (
    Condition,
    Fit,
    FitVerdict,
    HeadCountRange,
    Reason,
    SchemeTerms,
    StructureFacts,
    fit,
)
from programmes.scheme_labels import describe_fit, describe_misfit, describe_terms


@dataclass
class SchemeFacts:
    """The edition's schemes: the best first, then those set aside, first those that fit the need except for a
    condition."""

    proposed: list[Facts] = field(default_factory=list)
    set_aside: list[Facts] = field(default_factory=list)


def list_schemes(edition: Edition) -> list[SupportScheme]:
    """The schemes of the edition, by name, each with its body. One query."""
    return list(edition.schemes.current().select_related("organisation").order_by("name", "pk"))


def list_scheme_facts(
    edition: Edition,
    today: date,
    *,
    structure: StructureFacts | None = None,
    needs: Sequence[str] | None = None,
    schemes: Sequence[SupportScheme] | None = None,
) -> SchemeFacts:
    """The schemes of the edition; for a ``structure``, as they fit it and its ``needs``.

    ``needs``: ``None`` when their kinds are unknown. Without a structure, all that is not archived nor over.
    ``schemes``: those of :func:`list_schemes`; without them, one query.
    """
    schemes = list_schemes(edition) if schemes is None else schemes
    offers: list[tuple[Fit | None, SupportScheme]] = [
        (fit(scheme.terms, structure, needs, today) if structure else None, scheme) for scheme in schemes
    ]
    offers.sort(key=lambda pair: (pair[0].rank, -len(pair[0].answers)) if pair[0] else (0, 0))
    listed, months = SchemeFacts(), edition.schemes_checked_months
    for verdict, scheme in offers:
        is_proposed = verdict.is_proposed if verdict else not scheme.is_over(today)
        facts = _describe_facts(scheme, verdict, is_stale=scheme.is_stale(months, today))
        (listed.proposed if is_proposed else listed.set_aside).append(facts)
    return listed


def _describe_facts(scheme: SupportScheme, verdict: Fit | None, *, is_stale: bool) -> Facts:
    reasons = verdict.reasons if verdict else ()
    return {
        "name": scheme.name,
        "source": f"scheme:{scheme.pk}",
        "body": str(scheme.organisation),
        "summary": scheme.summary,
        "conditions": scheme.conditions,
        "stale": is_stale,
        "url": scheme.source_url,
        "document": scheme.source_document,
        "verified_on": freeze_day(scheme.verified_on),
        "terms": {
            **asdict(scheme.terms),
            "opens_on": freeze_day(scheme.opens_on),
            "closes_on": freeze_day(scheme.closes_on),
        },
        "answers": list(verdict.answers) if verdict else [],
        "reasons": [[reason.condition.value, reason.verdict.value] for reason in reasons],
    }


def describe_scheme(scheme: Facts) -> Context:
    """A scheme in words: its conditions, why it fits (``why``), which conditions fail (``why_not``), what is to be
    checked."""
    terms = _read_terms(scheme["terms"])
    reasons = [Reason(Condition(condition), FitVerdict(verdict)) for condition, verdict in scheme["reasons"]]
    scheme_fit = Fit(tuple(scheme["answers"]), tuple(reasons))
    return {
        "name": scheme["name"],
        "body": scheme["body"],
        "summary": scheme["summary"],
        "conditions": scheme["conditions"],
        "asks": " · ".join(words for _label, words in describe_terms(terms)),
        "why": describe_fit(terms, scheme_fit) if scheme_fit.is_proposed and reasons else "",
        "why_not": describe_misfit(terms, scheme_fit),
        "to_check": "1" if scheme_fit.to_check and not scheme_fit.failing else "",
        "state": _describe_state(scheme),
        "stale": "1" if scheme["stale"] else "",
        "url": scheme["url"] if scheme["url"].startswith("https://") else "",
        "document": scheme["document"],
    }


def _read_terms(facts: Facts) -> SchemeTerms:
    opens, closes = (read_day(facts[name]) for name in ("opens_on", "closes_on"))
    return SchemeTerms(
        **{
            **facts,
            "head_count": HeadCountRange(**facts["head_count"]),
            "opens_on": opens,
            "closes_on": closes,
        }
    )


def _describe_state(scheme: Facts) -> str:
    checked = read_day(scheme["verified_on"])
    if not scheme["stale"]:
        return _("Vérifié le %(day)s.") % {"day": day(checked)}
    if checked is None:
        return _("À vérifier.")
    return _("À vérifier : dernière vérification le %(day)s.") % {"day": day(checked)}
