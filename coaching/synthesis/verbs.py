"""What the audit log records of synthesis, and its words."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "request_report",
        "coaching.synthesisreport",
        ngettext_lazy("a demandé un document", "a demandé %(count)d documents", "count"),
    ),
    Verb(
        "edit_report_section",
        "coaching.editedsection",
        ngettext_lazy(
            "a écrit dans une section d’un document", "a écrit dans %(count)d sections de documents", "count"
        ),
    ),
    Verb(
        "build_report",
        "coaching.synthesisreport",
        ngettext_lazy("a établi un document", "a établi %(count)d documents", "count"),
        is_minor=True,
    ),
    Verb(
        "publish_report",
        "coaching.synthesisreport",
        ngettext_lazy("a publié une rétrospective", "a publié %(count)d rétrospectives", "count"),
    ),
    Verb(
        "withdraw_report",
        "coaching.synthesisreport",
        ngettext_lazy("a retiré une rétrospective", "a retiré %(count)d rétrospectives", "count"),
    ),
    Verb(
        "drop_report",
        "coaching.synthesisreport",
        ngettext_lazy(
            "n’a pas refait un document inchangé", "n’a pas refait %(count)d documents inchangés", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "fail_report",
        "coaching.synthesisreport",
        ngettext_lazy("n’a pas pu établir un document", "n’a pas pu établir %(count)d documents", "count"),
    ),
)
