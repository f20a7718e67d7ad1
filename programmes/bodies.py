"""Whether two organisations are the same body: the rule behind conflicts of interest, of jurors and mentors."""

from collections.abc import Iterable

from accelerator.web.search import normalise
from programmes.models import Organisation

SHORTEST_NAME = 5
"""Letters: two acronyms that differ by one are two bodies."""


def same_body(organisation: Organisation | None, other: Organisation | None) -> bool:
    """Whether two organisations are the same record, or have the same SIREN or, without a SIRET on both sides, the
    same name but for accents and case.
    """
    if organisation is None or other is None:
        return False
    if organisation.pk == other.pk:
        return True
    if _extract_siren(organisation) and _extract_siren(other):
        return _extract_siren(organisation) == _extract_siren(other)
    return bool(organisation.normalised_name) and organisation.normalised_name == other.normalised_name


def body_numbers(organisations: Iterable[Organisation]) -> dict[int | None, int]:
    """By organisation, one number for all that :func:`same_body` ties together, step by step: a key among theirs."""
    bodies = sorted(
        {organisation.pk: organisation for organisation in organisations}.values(), key=lambda item: item.pk
    )
    number = {body.pk: body.pk for body in bodies}

    def root(key: int) -> int:
        while number[key] != key:
            key = number[key]
        return key

    def tie(organisation: Organisation, other: Organisation) -> None:
        low, high = sorted((root(organisation.pk), root(other.pk)))
        number[high] = low

    by_siren: dict[str, Organisation] = {}
    unnumbered: dict[str, Organisation] = {}
    for body in bodies:
        if siren := _extract_siren(body):
            tie(by_siren.setdefault(siren, body), body)
        elif name := body.normalised_name:
            tie(unnumbered.setdefault(name, body), body)
    for body in bodies:
        if _extract_siren(body) and (twin := unnumbered.get(body.normalised_name)):
            tie(twin, body)
    return {key: root(key) for key in number}


def find_close_name(name: str, candidates: Iterable[str]) -> str:
    """The known name that this one misspells (one letter, accents or signs differ); empty if it is known."""
    names = list(candidates)
    if any(candidate.casefold() == name.casefold() for candidate in names):
        return ""
    ours = normalise(name)
    close = (candidate for candidate in names if _is_one_letter_away(ours, normalise(candidate)))
    return next(close, "") if len(ours) >= SHORTEST_NAME else ""


def _is_one_letter_away(name: str, other: str) -> bool:
    """Whether two names are equal, or differ by one letter more, less, or other."""
    shorter, longer = sorted((name, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    start = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    skipped = start + (len(shorter) == len(longer))
    return shorter[skipped:] == longer[start + 1 :]


def _extract_siren(organisation: Organisation) -> str:
    """The nine digits that name a legal person, at the head of those of its establishment."""
    return organisation.siret[:9] if len(organisation.siret) == 14 else ""
