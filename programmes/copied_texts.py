"""The texts that an edition took over, and the old dates and places they may still carry: read anew each time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field as data_field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.questionnaires.models import Question, Revision, Section
from accelerator.registry import Registry
from programmes.dates import dates_of
from programmes.mentions import Mention, Period, find_mentions, places_of
from programmes.models import ConfirmedMention, Edition
from programmes.models.call import LEVELS

CALL_TEXTS = ("intro_fr", "intro_en", "rules_fr", "rules_en", "faq_fr", "faq_en")
EDITION_TEXTS = ("theme_fr", "theme_en", "presentation_fr", "presentation_en")
CRITERION_TEXTS = (
    *("label_fr", "label_en", "help_fr", "help_en"),
    *(f"anchor_{level}_{language}" for level in LEVELS for language in ("fr", "en")),
)
SECTION_TEXTS = ("title_fr", "title_en", "intro_fr", "intro_en")
QUESTION_TEXTS = ("label_fr", "label_en", "help_fr", "help_en")

OPTION_TEXTS = ("label_fr", "label_en")
OPTION_NAMES = {
    ("choices", "label_fr"): _("choix proposé"),
    ("choices", "label_en"): _("choix proposé, en anglais"),
    ("rows", "label_fr"): _("ligne du tableau"),
    ("rows", "label_en"): _("ligne du tableau, en anglais"),
}


@dataclass(frozen=True)
class CopiedText:
    """One text: its object and field (``holder``, ``field``), its label, the page that changes it."""

    holder: Model
    field: str
    url: str
    is_form: bool = False
    option: tuple[str, str] | None = None
    """The list and the value of the option whose label it is, in the options of its question."""
    of: str = ""
    """What a form is of, when it is not the call's."""
    rewrite: "Callable[[CopiedText, str, datetime], None] | None" = data_field(default=None, compare=False)
    """How other words are written, where it is not the column alone. May raise ``TransitionRefused``."""

    @property
    def key(self) -> str:
        """Stable when the form is published again: pages are identified by position, questions by key."""
        holder = self.holder
        number = (
            holder.key
            if isinstance(holder, Question)
            else holder.position
            if isinstance(holder, Section)
            else holder.pk
        )
        parts = [str(holder._meta.model_name), str(number), *(self.option or ()), self.field]
        return ":".join([self.of, *parts] if self.of else parts)

    @property
    def content(self) -> str:
        if self.option is None:
            return str(getattr(self.holder, self.field))
        name, value = self.option
        items = self.holder.options[name]  # type: ignore[attr-defined]
        return next((str(item.get(self.field, "")) for item in items if item["value"] == value), "")

    @property
    def label(self) -> "str | Promise":
        name = self.holder._meta.get_field(self.field).verbose_name  # type: ignore[union-attr]
        about = {
            "criterion": "label_fr",
            "section": "title_fr",
            "question": "label_fr",
            "slot": "title_fr",
        }
        title = about.get(str(self.holder._meta.model_name))
        if self.option is not None:
            name = OPTION_NAMES[self.option[0], self.field]
            return f"{self.holder.label_fr} · {name}"  # type: ignore[attr-defined]
        return f"{getattr(self.holder, title)} · {name}" if title and title != self.field else name


@dataclass(frozen=True)
class CopiedMention:
    """A date or a place in a copied text. ``digest`` identifies its text, its sentence and itself."""

    text: CopiedText
    mention: Mention
    digest: str
    is_confirmed: bool


def list_copied_texts(edition: Edition) -> Iterator[CopiedText]:
    """Every text a clone takes over. Three queries, two for the form, and those of the readers."""
    slug = [edition.slug]
    call, call_page = edition.call, reverse("programmes:manage_call", args=slug)
    settings = reverse("programmes:manage_settings", args=slug)
    for name in EDITION_TEXTS:
        yield CopiedText(edition, name, f"{settings}#id_{name}")
    for name in CALL_TEXTS:
        yield CopiedText(call, name, f"{call_page}#id_{name}")
    form, form_page = call.draft_form or call.form, reverse("programmes:manage_form", args=slug)
    if form is not None:
        yield from list_form_texts(form, form_page, is_form=True)
    for criterion in edition.criteria.order_by("position"):
        grid = reverse("programmes:manage_criteria", args=slug)
        yield from (CopiedText(criterion, name, grid) for name in CRITERION_TEXTS)
    for read in _readers:
        yield from read(edition)


_readers: Registry[Callable[[Edition], Iterable[CopiedText]]] = Registry()
register_texts = _readers.add
"""What the apps above copy of an edition."""


def list_form_texts(form: Revision, url: str, **origin: Any) -> Iterator[CopiedText]:
    """The pages of a form, its questions, what one chooses from. Two queries."""
    for section in form.sections.order_by("position"):
        yield from (CopiedText(section, name, url, **origin) for name in SECTION_TEXTS)
    for question in form.questions.order_by("section__position", "position"):
        yield from (CopiedText(question, name, url, **origin) for name in QUESTION_TEXTS)
        yield from _list_option_texts(question, url, **origin)


def _list_option_texts(question: Question, url: str, **origin: Any) -> Iterator[CopiedText]:
    """The labels of what one chooses from, and of the rows of a table."""
    for name in ("choices", "rows"):
        for item in question.options.get(name, ()):
            for field in OPTION_TEXTS:
                yield CopiedText(question, field, url, option=(name, item["value"]), **origin)


def open_mentions(edition: Edition) -> list[CopiedMention]:
    """Mentions that nobody confirmed yet."""
    return [mention for mention in mentions_of(edition) if not mention.is_confirmed]


def mentions_of(edition: Edition) -> list[CopiedMention]:
    """Old dates and places; none in an edition that was not cloned. A few queries, whatever the texts."""
    source = edition.cloned_from
    if source is None:
        return []
    confirmed = set(ConfirmedMention.objects.filter(edition=edition).values_list("digest", flat=True))
    period = Period(_find_days(source), _find_days(edition))
    # where the former edition was and what it was called, without what the new one shares
    session = getattr(source, "session", None)
    venues = [session.venue, session.address] if session else []
    now = f"{edition.place}\n{edition.name}".casefold()
    places = [name for name in places_of(source.place, *venues, source.name) if name.casefold() not in now]
    mentions = []
    for text in list_copied_texts(edition):
        seen: dict[str, int] = {}
        for mention in find_mentions(text.content, period=period, places=places):
            sentence = f"{text.key}\f{mention.before}\f{mention.words}\f{mention.after}"
            seen[sentence] = seen.get(sentence, 0) + 1
            digest = hashlib.sha256(f"{sentence}\f{seen[sentence]}".encode()).hexdigest()
            mentions.append(CopiedMention(text, mention, digest, digest in confirmed))
    return mentions


def describe_copied_texts(edition: Edition, count: int) -> str:
    """« Textes repris de Normandie 2026 : 3 dates ou lieux à relire. »"""
    return gettext("Textes repris de %(name)s, dates ou lieux à relire : %(count)d.") % {
        "name": edition.cloned_from,
        "count": count,
    }


def _find_days(edition: Edition) -> frozenset[date]:
    return frozenset(
        timezone.localdate(value) if isinstance(value, datetime) else value
        for value in dates_of(edition).values()
        if value
    )
