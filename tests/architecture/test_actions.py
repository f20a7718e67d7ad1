"""What an action owes: an entry of the audit log, mails by the outbox alone."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.repository import APPS, read_modules

RECORDS = {"accelerator.audit.actions.record", "accelerator.audit.actions.record_many"}
UNRECORDED = {
    # saved while people type; the act that ends it (send, publish, close, release) is recorded
    "accelerator.rows.actions": "save_row write_columns make_row_once remove_row",
    "accelerator.form_builder.actions": "open_draft drop_draft save_page save_question rearrange remove_question "
    "remove_page restore_removed_question reorder restore_question",
    "accelerator.questionnaires.actions": "save_answer save_answers",
    "coaching.canvas.actions.canvas": "make_blocker",
    "coaching.pairing.actions.meetings": "save_note",
    "coaching.plan.actions": "save_plan_row remove_plan_row plan_action record_progress",
    "coaching.room.actions": "take_up_card dismiss_card",
    "coaching.synthesis.actions.editing": "type_section",
    "projects.application.actions.answers": "ensure_editable save_step",
    "projects.application.actions.prefill": "prefill",
    "projects.deliberation.actions.decisions": "decide_in_meeting decide_block",
    "projects.minutes.actions": "save_texts",
    "projects.review.actions.planned_duties": "plan_duty drop_planned_duties",
    "projects.review.actions.proposals": "save_proposal",
    # who comes in, in rows of their own
    "coaching.attendance.actions.attendees": "check_in",
    "projects.deliberation.actions.attendance": "arrive",
    # parts of actions that record
    "accelerator.invitations.actions": "write_invitation",
    "coaching.followup.actions.commitments": "replace_commitments",
    "coaching.session.actions.releases": "release_slots save_release take_out move_released",
    "programmes.actions.cloning": "clone_into",
    "projects.application.actions.content": "adopt_content",
    "projects.application.actions.versions": "record_version",
    "projects.completion.actions": "close_requests",
    "projects.conflicts.actions": "notify_seat_ended",
    "projects.review.actions.assignment": "check_can_take_back",
}
SENDERS = {
    "accelerator/accounts/adapter.py",  # of allauth, into the outbox
    "accelerator/audit/emails.py",  # the seal of the night: who changes the log could change the outbox too
    "accelerator/outbox/delivery.py",
    "accelerator/outbox/mailbox.py",
}


def find_calls(module: str, tree: ast.Module) -> Iterator[tuple[str, ast.AST, set[str]]]:
    """Each function and class of a module, with the full names of what it names."""
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    blocks = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names |= {block.name: f"{module}.{block.name}" for block in blocks}
    for block in blocks:
        nodes = list(ast.walk(block))
        used = {names[node.id] for node in nodes if isinstance(node, ast.Name) and node.id in names}
        used |= {
            f"{names[node.value.id]}.{node.attr}"
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
        }
        yield f"{module}.{block.name}", block, used


def is_action(name: str, block: ast.AST) -> bool:
    """A public function of ``actions`` that says who acts."""
    return (
        isinstance(block, ast.FunctionDef)
        and "actions" in name.split(".")[:-1]
        and not block.name.startswith("_")
        and "actor" in {argument.arg for argument in block.args.kwonlyargs}
    )


def find_unrecorded(sources: dict[str, str]) -> tuple[set[str], int]:
    """The actions that lead to no entry of the audit log, by any call; and the number of actions."""
    uses: dict[str, set[str]] = {}
    actions = set()
    for module, source in sources.items():
        for name, block, used in find_calls(module, ast.parse(source)):
            uses[name] = used
            actions |= {name} if is_action(name, block) else set()
    recording = set(RECORDS)
    while found := {name for name, used in uses.items() if used & recording} - recording:
        recording |= found
    return actions - recording, len(actions)


def name_module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_an_action_is_recorded_in_the_audit_log() -> None:
    expected = {f"{module}.{name}" for module, names in UNRECORDED.items() for name in names.split()}

    # an action reaches the log by other actions, or by a module that names ``record``
    sources = {
        name_module(path): text
        for path, text in read_modules(*APPS).items()
        if "/actions" in path or "record" in text
    }
    unrecorded, number = find_unrecorded(sources)

    assert number > 300, "actions are not found"
    assert sorted(unrecorded - expected) == [], "Call `record`, with a verb of `verbs` of the subject."
    assert sorted(expected - unrecorded) == [], "Recorded now, or gone: take it out of UNRECORDED."


def test_an_action_that_records_by_another_is_recorded() -> None:
    head = "from accelerator.audit.actions import record\n"
    sources = {
        "projects.a.actions": head
        + "def note(): record()\ndef send(*, actor): note()\ndef keep(*, actor): pass",
        "projects.b.actions": "from projects.a import actions\ndef close(*, actor): actions.send(actor=actor)",
    }

    assert find_unrecorded(sources) == ({"projects.a.actions.keep"}, 3)


def sends_mail(source: str) -> bool:
    return "django.core.mail" in source or "django.core import mail" in source or "send_mail(" in source


def test_mails_leave_by_the_outbox_alone() -> None:
    senders = {path for path, text in read_modules(*APPS).items() if sends_mail(text)}

    assert senders - SENDERS == set(), (
        "Return a Message from `emails` and `queue` it (accelerator/outbox/actions.py)."
    )
    assert senders == SENDERS


@pytest.mark.parametrize(
    "line",
    ["from django.core.mail import send_mail", "from django.core import mail", "user.send_mail('a', 'b')"],
)
def test_a_mail_that_is_sent_at_once_is_seen(line: str) -> None:
    assert sends_mail(line)
