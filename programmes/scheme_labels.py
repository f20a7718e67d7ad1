"""The conditions of a scheme, and why it fits or not, in words that never reveal the answers of a structure."""

from collections.abc import Collection

from django.utils.translation import gettext as _, ngettext

from accelerator.companies.departments import REGIONS, department_name
from accelerator.web.localised import join_clauses, lower_first
from accelerator.web.templatetags.prose import short_day
from programmes.enums import NeedKind, StructureProfile
from programmes.scheme_fit import Condition, Fit, FitVerdict, HeadCountRange, Reason, SchemeTerms


def format_head_count(limits: HeadCountRange) -> str:
    """« de 10 à 249 salariés », « moins de 10 salariés », « 10 salariés et plus »; empty without a condition."""
    least, most = limits.least, limits.most
    if least is not None and most is not None:
        return _("de %(least)d à %(most)d salariés") % {"least": least, "most": most}
    if most is not None:
        return _("moins de %(limit)d salariés") % {"limit": most + 1}
    if least is None:
        return ""
    return ngettext("%(least)d salarié et plus", "%(least)d salariés et plus", least) % {"least": least}


def format_profiles(profiles: Collection[str]) -> str:
    return ", ".join(str(profile.label).lower() for profile in StructureProfile if profile in profiles)


def format_needs(needs: Collection[str]) -> str:
    """« une expertise, un appui RH »."""
    return ", ".join(lower_first(str(kind.label)) for kind in NeedKind if kind in needs)


def format_departments(codes: Collection[str]) -> str:
    """Names of départements; a whole region is named once."""
    left, names = set(codes), []
    for region, departments in REGIONS.items():
        if len(departments.split()) > 1 and left.issuperset(departments.split()):
            names.append(region)
            left.difference_update(departments.split())
    return ", ".join([*names, *(department_name(code) for code in sorted(left))])


def format_dates(terms: SchemeTerms) -> str:
    """« du 3 janvier au 30 juin », « jusqu’au 30 juin », « à partir du 3 janvier »; empty when always open."""
    opens, closes = terms.opens_on, terms.closes_on
    if opens and closes:
        return _("du %(opens)s au %(closes)s") % {"opens": short_day(opens), "closes": short_day(closes)}
    if closes:
        return _("jusqu’au %(closes)s") % {"closes": short_day(closes)}
    return _("à partir du %(opens)s") % {"opens": short_day(opens)} if opens else ""


def describe_terms(terms: SchemeTerms) -> list[tuple[str, str]]:
    """The conditions of a scheme, without those it does not set: label and words."""
    rows = [
        (_("Profils"), format_profiles(terms.profiles)),
        (_("Effectif"), format_head_count(terms.head_count)),
        (_("Territoire"), format_departments(terms.departments)),
        (_("Dates"), format_dates(terms)),
    ]
    return [(label, words) for label, words in rows if words]


def describe_fit(terms: SchemeTerms, fit: Fit) -> str:
    """Why a scheme is proposed, and what is to be checked first."""
    sentences = []
    if fit.answers:
        sentences.append(_("Répond à : %(needs)s.") % {"needs": format_needs(fit.answers)})
    conditions = [
        _describe_condition(terms, reason) for reason in fit.met if reason.condition != Condition.NEED
    ]
    if conditions:
        sentences.append(
            _("Conditions remplies : %(conditions)s.") % {"conditions": join_clauses(conditions)}
        )
    sentences += [describe_to_check(terms, reason) for reason in fit.to_check]
    return " ".join(sentences)


def _describe_condition(terms: SchemeTerms, reason: Reason) -> str:
    words = {
        Condition.PROFILE: format_profiles(terms.profiles),
        Condition.HEAD_COUNT: format_head_count(terms.head_count),
        Condition.DEPARTMENT: format_departments(terms.departments),
        Condition.DATES: format_dates(terms),
        Condition.NEED: format_needs(terms.needs),
    }
    return words[reason.condition]


def describe_to_check(terms: SchemeTerms, reason: Reason) -> str:
    """« À vérifier : effectif inconnu (moins de 10 salariés). »"""
    values = {"condition": _describe_condition(terms, reason)}
    if reason.verdict == FitVerdict.LATER:
        return _("Pas encore ouvert : %(condition)s.") % values
    if reason.verdict == FitVerdict.BORDERLINE:
        return _("À vérifier : effectif à la limite (%(condition)s).") % values
    texts = {
        Condition.NEED: _("À vérifier : la nature du besoin n’est pas dite (%(condition)s)."),
        Condition.PROFILE: _("À vérifier : profil inconnu (%(condition)s)."),
        Condition.HEAD_COUNT: _("À vérifier : effectif inconnu (%(condition)s)."),
        Condition.DEPARTMENT: _("À vérifier : département inconnu (%(condition)s)."),
    }
    return texts[reason.condition] % values


def describe_misfit(terms: SchemeTerms, fit: Fit) -> str:
    """The conditions that fail: « Ne convient pas : réservé aux moins de 10 salariés. »; empty when none does."""
    failing = [_describe_failure(terms, reason) for reason in fit.failing]
    return _("Ne convient pas : %(conditions)s.") % {"conditions": join_clauses(failing)} if failing else ""


def _describe_failure(terms: SchemeTerms, reason: Reason) -> str:
    match reason.condition:
        case Condition.HEAD_COUNT:
            return _describe_range(terms.head_count)
        case Condition.PROFILE:
            return _("réservé au profil : %(profiles)s") % {"profiles": format_profiles(terms.profiles)}
        case Condition.DEPARTMENT:
            return _("réservé au territoire : %(names)s") % {"names": format_departments(terms.departments)}
        case Condition.DATES if terms.closes_on:
            return _("clos depuis le %(day)s") % {"day": short_day(terms.closes_on)}
        case _other if terms.needs:
            return _("répond à d’autres besoins : %(needs)s") % {"needs": format_needs(terms.needs)}
    return _("les besoins auxquels il répond ne sont pas indiqués")


def _describe_range(limits: HeadCountRange) -> str:
    least, most = limits.least, limits.most
    if least is not None and most is not None:
        return _("réservé aux structures de %(least)d à %(most)d salariés") % {"least": least, "most": most}
    if most is not None:
        return _("réservé aux moins de %(limit)d salariés") % {"limit": most + 1}
    text = ngettext(
        "réservé à partir de %(least)d salarié", "réservé à partir de %(least)d salariés", least or 0
    )
    return text % {"least": least}
