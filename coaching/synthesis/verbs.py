"""What the audit log records of synthesis, and its words."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "request_report",
        "coaching.synthesisreport",
        acts("a demandé un document", "a demandé %(count)d documents"),
    ),
    Verb(
        "edit_report_section",
        "coaching.editedsection",
        acts("a écrit dans une section d’un document", "a écrit dans %(count)d sections de documents"),
    ),
    Verb(
        "build_report",
        "coaching.synthesisreport",
        acts("a établi un document", "a établi %(count)d documents"),
        is_minor=True,
    ),
    Verb(
        "publish_report",
        "coaching.synthesisreport",
        acts("a publié une rétrospective", "a publié %(count)d rétrospectives"),
    ),
    Verb(
        "withdraw_report",
        "coaching.synthesisreport",
        acts("a retiré une rétrospective", "a retiré %(count)d rétrospectives"),
    ),
    Verb(
        "drop_report",
        "coaching.synthesisreport",
        acts("n’a pas refait un document inchangé", "n’a pas refait %(count)d documents inchangés"),
        is_minor=True,
    ),
    Verb(
        "fail_report",
        "coaching.synthesisreport",
        acts("n’a pas pu établir un document", "n’a pas pu établir %(count)d documents"),
    ),
)
