"""A mail before it is queued: whom it goes to, why it exists, and its words rendered in the recipient's language.

``Message("projects/receipt", …)`` is written in ``templates/projects/emails/receipt.fr.md`` and ``receipt.en.md``:
a first line ``Subject: …``, a blank line, then Markdown. Values put in by ``{{ … }}`` are text, never markup: a name
such as ``<b>`` or ``[here](https://…)`` shows as it was typed. Two limits follow: no ``{% include %}``, and no
``{% firstof %}`` over what people typed.
"""

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.base import Template, VariableNode
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeData

from accelerator.accounts.models import User
from accelerator.outbox.letter import body_html, body_text, in_one_line, parse
from accelerator.web.templatetags.prose import typo

SUBJECT_LENGTH = 200
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&!])")


@dataclass(frozen=True)
class Address:
    """Somebody who may have no account."""

    email: str
    name: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Rendered:
    """The words of one mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Message:
    """One mail to one person.

    ``dedupe_key`` says why it exists ("receipt:application:12"): queued twice, it is one mail. ``scope`` ties it to
    an edition's list of mails; a ``private`` mail (a sign-in code) is read by its recipient only and emptied once
    sent; ``due_at`` holds it back until then.
    """

    template: str
    to: User | Address
    dedupe_key: str
    context: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    reply_to: str = ""
    private: bool = False
    due_at: datetime | None = None

    @property
    def message_id(self) -> str:
        """The same for the same key, so that a mail sent again after a crash is recognised."""
        digest = hashlib.sha256(self.dedupe_key.encode()).hexdigest()[:40]
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        return f"<{digest}@{domain}>"

    def render(self) -> Rendered:
        """The subject, the text and the HTML. Raises TemplateDoesNotExist, or ValueError without a subject line."""
        with translation.override(self.to.language):
            source = _source(self.template, self.to.language)
            values = {"site_url": settings.SITE_URL, "recipient_name": self.to.name, **self.context}
            head, _blank, body = source.render(Context(values, autoescape=False)).partition("\n")
            if not head.startswith("Subject: "):
                raise ValueError(f"the mail {self.template} does not start with « Subject: »")
            subject = in_one_line(head.removeprefix("Subject: "))[:SUBJECT_LENGTH]
            tokens = parse(body)
            text = html.unescape(typo(body_text(tokens)))
            shell = {
                "subject": subject,
                "preview": text.partition("\n")[0],
                "body": typo(body_html(tokens)),
                "language": self.to.language,
                "reply_to": self.reply_to,
                "site_url": settings.SITE_URL,
                "site_name": settings.SITE_URL.partition("://")[2],
            }
            return Rendered(subject, text, get_template("outbox/mail.html").render(shell))


class TextNode(VariableNode):
    """A ``{{ value }}`` in a mail: its marks of Markdown are escaped."""

    def render(self, context: Context) -> str:
        value = super().render(context)
        # a filter that made HTML (typo, longdate) made it from text: back to text first
        return _MARKUP.sub(r"\\\1", html.unescape(value) if isinstance(value, SafeData) else value)


@lru_cache(maxsize=None if not settings.DEBUG else 0)
def _source(name: str, language: str) -> Template:
    app, _slash, rest = name.partition("/")
    template: Template = get_template(f"{app}/emails/{rest}.{language}.md").template  # type: ignore[attr-defined]
    for node in template.nodelist.get_nodes_by_type(VariableNode):
        node.__class__ = TextNode
    return template
