"""The components every page is built from: ``{% load ui %}``.

All of them take keyword arguments only (beside one obvious first value), refuse an attribute they do not
know, and print accessible HTML without any inline style or script. Their drawing is in ``static/css``,
their markup in ``templates/ui`` and the whole set can be seen at ``/dev/components/``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from accelerator.types import Context
from accelerator.web.icons import ICONS, render_icon

STEP_WORDS = {
    "done": pgettext_lazy("step", "terminé"),
    "current": gettext_lazy("en cours"),
    "coming": gettext_lazy("à venir"),
    "missing": gettext_lazy("à compléter"),
}


def check_allowed(value: str, allowed: Collection[str], attribute: str) -> str:
    """Give the value back if it is one of those allowed. Raises TypeError otherwise."""
    if value not in allowed:
        raise TypeError(f"{attribute}={value!r}: expected one of {', '.join(allowed)}")
    return value


def read_step(step: Mapping[str, object]) -> Context:
    """A step as templates read it, its state in words; ``coming`` by default."""
    state = check_allowed(str(step.get("state") or "coming"), STEP_WORDS, "state")
    keys = ("label", "href", "date", "text", "tag")
    return {key: step.get(key) or "" for key in keys} | {
        "state": state,
        "state_label": str(STEP_WORDS[state]),
    }


def find_current(steps: Sequence[dict[str, object]]) -> tuple[int, Context | None]:
    """The position of the current step, from 1, and the step itself; 0 without one."""
    for index, step in enumerate(steps, start=1):
        if step["state"] == "current":
            return index, step
    return 0, None


register = template.Library()

TONES = ("neutral", "info", "success", "warning", "danger", "accent")
BUTTON_TONES = ("primary", "secondary", "quiet", "danger")
BADGE_ICONS = {
    "neutral": "ring",
    "info": "dot",
    "success": "check",
    "warning": "triangle",
    "danger": "cross",
    "accent": "diamond",
}


def _find_level(value: int) -> int:
    if value not in (1, 2, 3, 4, 5, 6):
        raise TypeError(f"level={value!r}: expected a heading level from 1 to 6")
    return value


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """A small drawing in the colour of the text; hidden from screen readers unless it has a label."""
    check_allowed(name, tuple(ICONS), "icon")
    return render_icon(name, label=label)


@register.simple_tag
def badge(text: str | Promise, *, tone: str = "neutral") -> SafeString:
    """A state in a word, with a shape of its own: the colour never speaks alone."""
    shape = BADGE_ICONS[check_allowed(tone or "neutral", TONES, "tone")]
    return format_html('<span class="tag tag-{}">{}{}</span>', tone or "neutral", render_icon(shape), text)


@register.inclusion_tag("ui/button.html")
def button(
    label: str | Promise,
    *,
    href: str | None = None,
    tone: str = "primary",
    type: str = "submit",
    name: str | None = None,
    value: object = "",
    form: str | None = None,
    opens: str | None = None,
    icon: str | None = None,
    disabled: bool = False,
    wide: bool = False,
    described_by: str | None = None,
    shortcut: str | None = None,
) -> Context:
    """A link styled as a button (``href``), the opener of a modal (``opens``), or a real button.

    ``form`` is the id of a form elsewhere in the page; ``described_by`` the id of the text that describes the effect;
    ``wide`` fills the width on phones; ``shortcut`` is a key announced and bound by shortcuts.js.
    """
    attributes: dict[str, object] = {
        "class": f"btn btn-{check_allowed(tone, BUTTON_TONES, 'tone')}{' btn-wide' if wide else ''}",
        "aria-describedby": described_by or False,
        "data-shortcut": shortcut or False,
        "aria-keyshortcuts": shortcut or False,
    }
    if href:
        attributes["href"] = href
    elif opens:
        attributes |= {"href": f"#{opens}", "data-opens": opens, "aria-haspopup": "dialog"}
    else:
        attributes["disabled"] = disabled
        attributes |= {"name": name, "value": value} if name else {}
        attributes["form"] = form or False
    return {
        "label": label,
        "icon": icon,
        "is_link": bool(href or opens),
        "type": check_allowed(type, ("submit", "button", "reset"), "type"),
        "attributes": flatatt(attributes),
    }


@register.inclusion_tag("ui/crumb.html")
def crumb(
    label: str | Promise, to: str = "", *place: object, href: str | None = None, **named: object
) -> Context:
    """One level of the breadcrumb, inside ``{% block crumbs %}``; without an address it is the present page.

    The address is written as for ``{% url %}``, ``{% crumb _("Messages") "programmes:manage_mails" edition.slug %}``,
    or made already, in ``href``.
    """
    if (place or named) and not to:
        raise TypeError("crumb: what fills in an address stands without the address's name")
    return {"label": label, "href": reverse(to, args=place, kwargs=named) if to else href}


@register.filter
def undo_url(tags: str | None) -> str:
    """The address that undoes the act of a message: its tag ``undo=…``; an empty text without one."""
    return next((tag.removeprefix("undo=") for tag in (tags or "").split() if tag.startswith("undo=")), "")


@register.inclusion_tag("ui/empty_state.html", name="empty_state")
@register.inclusion_tag("ui/next_action.html", name="next_action")
def describe_action(
    *,
    title: str | Promise,
    text: str | Promise = "",
    href: str | None = None,
    label: str | Promise = "",
    level: int = 2,
) -> Context:
    """The first card of every home: the one thing to do, or, without ``href``, what comes next.

    As ``empty_state``, what to do when there is nothing to list yet.
    """
    if href and not label:
        raise TypeError("href needs a label")
    return {"title": title, "text": text, "href": href, "label": label, "level": _find_level(level)}


@register.inclusion_tag("ui/address.html", name="address")
def break_address(email: str) -> Context:
    """An e-mail address that a narrow column breaks after « @ » or a point rather than within a word."""
    return {"parts": re.split(r"(?<=[@.])", email)}


@register.inclusion_tag("ui/also_waiting.html")
def also_waiting(actions: Iterable[object]) -> Context:
    """What waits besides the next action, below it: of each its ``title`` and ``text``, and ``href``. Or nothing."""
    return {"actions": actions}


def _find_target(field: BoundField) -> str:
    """The id of the first control of a field, so that a link to it moves the focus there."""
    if field.field.widget.use_fieldset and field.field.widget.id_for_label(field.auto_id or "") == "":
        return f"{field.auto_id}_0"
    return field.id_for_label or f"id_{field.html_name}"


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm | None) -> Context:
    """The list of the errors of a form, each line a link to its field; nothing without errors. It is rendered once a
    form: crispy renders it too (``templates/bootstrap5/errors.html``), for pages that did not.
    """
    if form is None or not form.is_bound or not form.errors or getattr(form, "is_summarised", False):
        return {"errors": [], "count": 0}
    form.is_summarised = True  # type: ignore[attr-defined]
    errors: list[dict[str, object]] = [
        {"text": text, "href": "", "label": ""} for text in form.non_field_errors()
    ]
    for field in form:
        label = getattr(field.field, "plain_label", field.label)
        for text in field.errors:
            href = "" if field.is_hidden else f"#{_find_target(field)}"
            errors.append({"text": text, "href": href, "label": label})
    return {"errors": errors, "count": len(errors)}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Page[object], *, param: str = "page", without: str = ""
) -> Context:
    """Links to the other pages of a list, keeping the other parameters of the address but the one named ``without``."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query.pop(without, None)

    def href(number: int) -> str:
        query[param] = str(number)
        return f"?{query.urlencode()}"

    numbers: list[dict[str, object]] = []
    if page.paginator.num_pages > 1:
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
            if not isinstance(number, int):
                numbers.append({"number": None, "href": "", "current": False})
            else:
                numbers.append({"number": number, "href": href(number), "current": number == page.number})
    return {
        "page": page,
        "numbers": numbers,
        "previous": href(page.number - 1) if page.has_previous() else "",
        "next": href(page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("ui/phases.html", name="phases")
@register.inclusion_tag("ui/step_header.html", name="step_header")
@register.inclusion_tag("ui/timeline.html", name="timeline")
@register.inclusion_tag("ui/route.html", name="route")
def list_steps(items: Iterable[Mapping[str, object]] | None) -> Context:
    """Steps, each with its ``label``, ``state`` (done, current, coming, missing) and, where it has them, ``href``,
    ``date`` and ``text``; the present one and its place.

    ``phases`` is the thin timeline of an edition, ``step_header`` the steps of a long form, ``timeline`` a vertical
    journey, ``route`` the steps of a programme along a path.
    """
    steps = [read_step(item) for item in items or ()]
    position, current = find_current(steps)
    return {"steps": steps, "position": position, "current": current}


@register.inclusion_tag("ui/progress.html")
def progress(
    *, done: int, total: int, label: str | Promise = "", saved_at: datetime | None = None
) -> Context:
    """How far a form has gone, in honest numbers, and when it was last saved.

    Without a label, what is counted are answers; their noun carries its two forms, for the script that counts on.
    """
    one, many = ngettext("réponse", "réponses", 1), ngettext("réponse", "réponses", 2)
    answers = format_html(
        '<span data-one="{}" data-many="{}">{}</span>', one, many, ngettext("réponse", "réponses", done)
    )
    return {"done": done, "total": total, "label": label or answers, "saved_at": saved_at}


@register.inclusion_tag("ui/facts.html")
def facts(rows: Iterable[tuple[object, object]] | None) -> Context:
    """A definition list of ``(label, value)`` pairs, with a text for an unknown value."""
    return {"rows": [(label, value) for label, value in rows or ()]}


@register.inclusion_tag("ui/person.html")
def person(*, name: str, role: str = "", photo_url: str = "", email: str = "", phone: str = "") -> Context:
    """Somebody one can reach: photo or initials, name in full, role, contact."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return {
        "name": name,
        "initials": initials,
        "role": role,
        "photo_url": photo_url,
        "email": email,
        "phone": phone,
        "phone_href": "".join(sign for sign in phone if sign.isdigit() or sign == "+"),
    }


@register.inclusion_tag("ui/interval.html")
def interval(
    *,
    low: float,
    value: float,
    high: float,
    cut: float | None = None,
    lowest: float = 0,
    highest: float = 100,
) -> Context:
    """A score between its likely bounds, beside the cut line, in SVG attributes only.

    Numbers share one scale, from ``lowest`` to ``highest``. Raises TypeError when the scale is empty.
    """
    if highest <= lowest:
        raise TypeError("interval: highest must be above lowest")

    def place(number: float) -> float:
        ratio = (min(max(float(number), lowest), highest) - lowest) / (highest - lowest)
        return round(6 + 188 * ratio, 1)

    def format_score(number: float) -> str:
        rounded = round(float(number), 1)
        return number_format(rounded, decimal_pos=0 if rounded.is_integer() else 1)

    words = {"value": format_score(value), "low": format_score(low), "high": format_score(high)}
    text = _("%(value)s, entre %(low)s et %(high)s") % words
    if cut is not None:
        text = _("%(text)s, seuil à %(cut)s") % {"text": text, "cut": format_score(cut)}
    places = {"low": place(low), "value": place(value), "width": place(high) - place(low)}
    return {
        "text": text,
        "cut": "" if cut is None else f"{place(cut):.1f}",
        **{name: f"{number:.1f}" for name, number in places.items()},
    }


@register.simple_block_tag(end_name="endcard")
def card(
    content: SafeString, *, title: str | Promise = "", tone: str = "neutral", level: int = 2, id: str = ""
) -> SafeString:
    """A sheet of paper with a title."""
    check_allowed(tone, TONES, "tone")
    context = {"content": content, "title": title, "tone": tone, "level": _find_level(level), "id": id}
    return render_to_string("ui/card.html", context)


@register.simple_block_tag(end_name="endnotice")
def notice(content: SafeString, *, title: str | Promise = "", tone: str = "info") -> SafeString:
    """A remark set apart from the text, with a shape for its tone."""
    shape = "info" if check_allowed(tone, TONES, "tone") == "info" else BADGE_ICONS[tone]
    return render_to_string(
        "ui/notice.html", {"content": content, "title": title, "tone": tone, "icon": shape}
    )


@register.simple_block_tag(end_name="endmodal")
def modal(content: SafeString, *, id: str, title: str | Promise) -> SafeString:
    """A native dialog, opened by ``{% button "…" opens=id %}``; without JavaScript, by the address's fragment."""
    return render_to_string("ui/modal.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag(end_name="endwhy")
def why(content: SafeString, *, title: str | Promise = "") -> SafeString:
    """The reasons of a computed thing, opened in place."""
    return render_to_string("ui/why.html", {"content": content, "title": title or _("Pourquoi ?")})
