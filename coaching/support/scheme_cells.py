"""The schemes under each need of the board, drawn without a template, once for the same schemes, structure and kind."""

from datetime import date
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import typo
from coaching.support.queries.schemes import OfferedScheme
from programmes.scheme_fit import Fit, FitOutcome, StructureFacts, fit
from programmes.scheme_labels import describe_fit, describe_misfit

KEPT = 2048
"""Some ten boards of sixty projects, as their organisers and each body read them."""


def draw_schemes(
    offers: tuple[OfferedScheme, ...], facts: StructureFacts, kind: str, today: date, *, own: bool
) -> SafeString:
    """``<details>``: the schemes that fit a need of this ``kind``; opened, why, and what fails of those that do not.

    ``own``: they are the reader's own body's. Empty when no scheme answers such a need.
    """
    return _draw(get_language(), offers, facts, kind, today, own)


@lru_cache(KEPT)
def _draw(
    _language: str | None,
    offers: tuple[OfferedScheme, ...],
    facts: StructureFacts,
    kind: str,
    today: date,
    own: bool,
) -> SafeString:
    found = [(fit(offer.terms, facts, [kind] if kind else None, today), offer) for offer in offers]
    answering = [pair for pair in found if pair[0].outcome != FitOutcome.UNRELATED]
    answering.sort(key=lambda pair: pair[0].rank)
    if not answering:
        return SafeString("")
    lines = "".join(
        f"<li><b>{typo(offer.name)}</b>{_tell_body(offer, own)} {_explain(offer, verdict)}</li>"
        for verdict, offer in answering
    )
    return SafeString(
        f'<details class="board-schemes"><summary>{_sum_up(answering, own)}</summary><ul>{lines}</ul></details>'
    )


def _sum_up(answering: list[tuple[Fit, OfferedScheme]], own: bool) -> SafeString:
    names = ", ".join(
        _("%(scheme)s (à vérifier)") % {"scheme": offer.name} if verdict.to_check else offer.name
        for verdict, offer in answering
        if verdict.is_proposed
    )
    if not names:
        return typo(_("Aucun de vos dispositifs ne convient") if own else _("Aucun dispositif ne convient"))
    told = _("Vos dispositifs : %(names)s") if own else _("Dispositifs : %(names)s")
    return typo(told % {"names": names})


def _tell_body(offer: OfferedScheme, own: bool) -> str:
    return "" if own else f" ({escape(offer.body)})"


def _explain(offer: OfferedScheme, verdict: Fit) -> SafeString:
    said = (
        describe_fit(offer.terms, verdict) if verdict.is_proposed else describe_misfit(offer.terms, verdict)
    )
    return typo(said)
