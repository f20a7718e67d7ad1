"""A mail before it is queued: whom it goes to, why it exists, and its words rendered in the recipient's language.

``Message("projects/application/receipt", …)`` is written in ``receipt.fr.md`` and ``receipt.en.md`` of
``templates/projects/application/emails``: a first line ``Subject: …``, a blank line, then Markdown. Values put in by
``{{ … }}`` are text, never markup: a name such as ``<b>`` or ``[here](https://…)`` shows as it was typed. Two limits
follow: no ``{% include %}``, and no ``{% firstof %}`` over what people typed.

How: the template is run with a mark in the place of each value; what comes out is drawn once as text and as HTML,
and cached, since ten thousand reminders share it; then each mail's own values take the place of the marks.
"""

import hashlib
import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.template import Context
from django.template.base import Template, VariableNode
from django.template.defaulttags import URLNode
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _

from accelerator.outbox.letter import body_html, body_text, in_one_line, parse
from accelerator.web.templatetags.prose import typo, with_de

SUBJECT_LENGTH = 200
VALUES = "mail_values"
# Letters and digits only, so that Markdown, addresses and typography leave a mark alone. "zqy" stands in one line.
MARK = "zqz{:04d}"
_IN_TEXT = re.compile(r"zqz(\d{4})")
_IN_HTML = re.compile(r'(href=")?zq([zy])(\d{4})')
_FOR_TYPOGRAPHY = re.compile(r"[;:!?«»%€']|\d \d{3}")
_SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/))", re.IGNORECASE)


class Recipient(Protocol):
    """What a mail has to know of a person with an account."""

    @property
    def pk(self) -> Any: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class Address:
    """Somebody who may have no account."""

    email: str
    name: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Rendered:
    """The words of one mail; or, with marks in it, the mould of many."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class AttachedText:
    """A file of text that goes with a mail."""

    name: str
    content: str
    content_type: str = "text/calendar"


@dataclass(frozen=True)
class Message:
    """One mail to one person.

    ``dedupe_key`` says why it exists ("receipt:application:12"): queued twice, it is one mail. ``scope`` ties it to
    an edition's list of mails; ``due_at`` delays it until then; a mail that serves nobody after
    ``expires_at`` (a sign-in code) leaves before the others, or never. ``reply_to`` is where its reader may write.

    A ``private`` mail (a sign-in code, a personal link) is read by its recipient only and emptied once sent. It has no
    Reply-To: an answer would quote it. It names the address to write to instead.

    It greets its reader and, ``signed_by`` an edition, is signed by its team: templates say neither. ``attachments`` is
    asked for what goes with it in its reader's language, once, when it is queued.

    ``required``: the act that writes it means nothing without it, and is refused where nobody is written to.
    """

    template: str
    to: Recipient | Address
    dedupe_key: str
    context: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    reply_to: str = ""
    private: bool = False
    due_at: datetime | None = None
    expires_at: datetime | None = None
    required: bool = False
    signed_by: str = ""
    attachments: Callable[[], Sequence[AttachedText]] | None = None

    @property
    def message_id(self) -> str:
        """The Message-ID, derived from the key, so that a mail sent again after a crash is recognised."""
        digest = hashlib.sha256(self.dedupe_key.encode()).hexdigest()[:40]
        return f"<{digest}@{_find_domain(settings.DEFAULT_FROM_EMAIL)}>"

    @property
    def reply_header(self) -> str:
        """The Reply-To address; empty for a private mail."""
        return "" if self.private else self.reply_to

    def render(self) -> Rendered:
        """The subject, the text and the HTML. Raises TemplateDoesNotExist, or ValueError without a subject line."""
        language = self.to.language
        with translation.override(language):
            values: list[str] = []
            context = {
                "site_url": settings.SITE_URL,
                "recipient_name": self.to.name,
                "reply_to": self.reply_to,
                **self.context,
                VALUES: values,
            }
            source = _load_source(self.template, language).render(Context(context, autoescape=False))
            if not source.startswith("Subject: "):
                raise ValueError(f"the mail {self.template} does not start with « Subject: »")
            framed = self._render_frame(source, values)
            mould = _render_mould(framed, language, self.reply_to, settings.SITE_URL, private=self.private)
            return _fill(mould, values)

    def build_attachments(self) -> Sequence[AttachedText]:
        """What goes with it."""
        with translation.override(self.to.language):
            return self.attachments() if self.attachments else ()

    def _render_frame(self, source: str, values: list[str]) -> str:
        """The mail between its greeting and its signature."""
        head, _newline, body = source.partition("\n")
        greeting, signature = _("Bonjour,"), ""
        if self.to.name:
            greeting = _("Bonjour %(name)s,") % {"name": _make_placeholder(self.to.name, values)}
        if self.signed_by:
            signature = _("L’équipe %(edition)s") % {
                "edition": _make_placeholder(with_de(self.signed_by), values)
            }
        return "\n\n".join((head, greeting, body.strip("\n"), signature)).rstrip("\n") + "\n"


class TextNode(VariableNode):
    """A ``{{ value }}`` in a mail: leaves a mark, and the value beside."""

    def render(self, context: Context) -> str:
        return _mark_value(super().render(context), context)


class AddressNode(URLNode):
    """A ``{% url … %}`` in a mail, likewise."""

    def render(self, context: Context) -> str:
        address = super().render(context)
        return _mark_value(address, context) if address else ""


def _mark_value(value: str, context: Context) -> str:
    # a filter that made HTML (typo, longdate) made it from text: back to text
    return _make_placeholder(html.unescape(value) if isinstance(value, SafeData) else value, context[VALUES])


def _make_placeholder(value: str, values: list[str]) -> str:
    """The mark of a value; the same for the same one, so that a link named by its own address shows it once."""
    if value in values:
        return MARK.format(values.index(value))
    values.append(value)
    return MARK.format(len(values) - 1)


def _fill(mould: Rendered, values: list[str]) -> Rendered:
    spaced = [html.unescape(typo(value)) if _FOR_TYPOGRAPHY.search(value) else value for value in values]
    escaped = [escape(value) for value in spaced]

    def in_html(match: re.Match[str]) -> str:
        is_address, kind, number = match.groups()
        if is_address:
            value = values[int(number)]
            return f'href="{escape(value)}' if _SAFE_ADDRESS.match(value) else 'href="#'
        value = escaped[int(number)]
        return value.replace("\n", "<br>\n" if kind == "z" else " ")

    subject = " ".join(_IN_TEXT.sub(lambda match: values[int(match[1])], mould.subject).split())
    return Rendered(
        subject[:SUBJECT_LENGTH],
        _IN_TEXT.sub(lambda match: spaced[int(match[1])], mould.text),
        _IN_HTML.sub(in_html, mould.html),
    )


@lru_cache(maxsize=256)
def _render_mould(source: str, language: str, reply_to: str, site_url: str, *, private: bool) -> Rendered:
    head, _newline, body = source.partition("\n")
    subject = in_one_line(head.removeprefix("Subject: "))
    tokens = parse(body)
    text = html.unescape(typo(body_text(tokens, " : " if language == "fr" else ": ")))
    shell = {
        "subject": subject.replace("zqz", "zqy"),
        "preview": text.partition("\n\n")[2].partition("\n")[0].replace("zqz", "zqy"),  # after the greeting
        "body": typo(body_html(tokens)),
        "language": language,
        "reply_to": reply_to,
        "private": private,
        "site_url": site_url,
        "site_name": site_url.partition("://")[2],
    }
    return Rendered(subject, text, get_template("outbox/mail.html").render(shell))


@lru_cache(maxsize=0 if settings.DEBUG else 512)
def _load_source(name: str, language: str) -> Template:
    package, _slash, leaf = name.rpartition("/")
    template: Template = get_template(f"{package}/emails/{leaf}.{language}.md").template  # type: ignore[attr-defined]
    for node in template.nodelist.get_nodes_by_type(VariableNode):
        node.__class__ = TextNode
    for node in template.nodelist.get_nodes_by_type(URLNode):
        node.__class__ = AddressNode
    return template


@lru_cache(maxsize=8)
def _find_domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
