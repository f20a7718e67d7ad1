"""When two organisations are the same body: what a conflict of interest is judged by, for the jury and for mentors."""

from collections.abc import Iterable

from accelerator.web.search import normalise
from programmes.models import Organisation


def same_body(one: Organisation | None, other: Organisation | None) -> bool:
    """The same record, or the same SIREN; without a SIRET on both sides, the same name but for accents and case."""
    if one is None or other is None:
        return False
    if one.pk == other.pk:
        return True
    if _siren(one) and _siren(other):
        return _siren(one) == _siren(other)
    return bool(normalise(one.name)) and normalise(one.name) == normalise(other.name)


def body_numbers(organisations: Iterable[Organisation]) -> dict[int | None, int]:
    """The same number, a key among theirs, for all that :func:`same_body` ties together, step by step."""
    found = sorted({one.pk: one for one in organisations}.values(), key=lambda one: one.pk)
    number = {one.pk: one.pk for one in found}

    def root(key: int) -> int:
        while number[key] != key:
            key = number[key]
        return key

    def tie(one: Organisation, other: Organisation) -> None:
        low, high = sorted((root(one.pk), root(other.pk)))
        number[high] = low

    by_siren: dict[str, Organisation] = {}
    unnumbered: dict[str, Organisation] = {}
    for one in found:
        if siren := _siren(one):
            tie(by_siren.setdefault(siren, one), one)
        elif name := normalise(one.name):
            tie(unnumbered.setdefault(name, one), one)
    for one in found:
        if _siren(one) and (twin := unnumbered.get(normalise(one.name))):
            tie(twin, one)
    return {key: root(key) for key in number}


def _siren(organisation: Organisation) -> str:
    """The nine digits that name a legal person, at the head of those of its establishment."""
    return organisation.siret[:9] if len(organisation.siret) == 14 else ""
