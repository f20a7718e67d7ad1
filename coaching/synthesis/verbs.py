"""What the audit log records of synthesis, and its words."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.synthesisreport",
        Verb("request_report", "a demandé un document", "a demandé %(count)d documents"),
        Verb("build_report", "a établi un document", "a établi %(count)d documents", is_minor=True),
        Verb("publish_report", "a publié une rétrospective", "a publié %(count)d rétrospectives"),
        Verb("withdraw_report", "a retiré une rétrospective", "a retiré %(count)d rétrospectives"),
        Verb(
            "drop_report",
            "n’a pas refait un document inchangé",
            "n’a pas refait %(count)d documents inchangés",
            is_minor=True,
        ),
        Verb("fail_report", "n’a pas pu établir un document", "n’a pas pu établir %(count)d documents"),
    ),
    *verbs_of(
        "coaching.editedsection",
        Verb(
            "edit_report_section",
            "a écrit dans une section d’un document",
            "a écrit dans %(count)d sections de documents",
        ),
    ),
)
