"""What is kept of a mail: for whom, in whose name, when, and what becomes of it before it leaves."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from accelerator.outbox import actions, holding
from accelerator.outbox.actions import ScopeSilent, queue, store_cancelled
from accelerator.outbox.messages import Address, AttachedText
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.registry import Registry
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def stored(key: str) -> OutgoingMail:
    return OutgoingMail.objects.get(dedupe_key=key)


def keys(state: MailState) -> list[str]:
    return sorted(OutgoingMail.objects.filter(state=state).values_list("dedupe_key", flat=True))


def put(key: str, *, due_at: datetime, state: MailState = MailState.QUEUED, **fields) -> OutgoingMail:
    return OutgoingMail.objects.create(
        dedupe_key=key,
        to_email="a@exemple.test",
        subject=key,
        text="…",
        html="<p>…</p>",
        message_id=f"<{key}@exemple.test>",
        created_at=due_at,
        due_at=due_at,
        state=state,
        sent_at=fields.pop("sent_at", due_at if state == MailState.SENT else None),
        **fields,
    )


def test_a_mail_to_somebody_with_an_account_is_theirs(note) -> None:
    jane = factories.user("Jane Doe", language="en")

    queue(note("a", to=jane, scope="edition:7", reply_to="equipe@exemple.test"), at=NOW)

    mail = stored("a")
    assert mail.user == jane
    assert (mail.to_email, mail.to_name, mail.language) == (jane.email, "Jane Doe", "en")
    assert (mail.template, mail.scope, mail.reply_to) == ("sample/note", "edition:7", "equipe@exemple.test")
    assert (mail.subject, mail.state, mail.private) == ("Hello", MailState.QUEUED, False)
    assert (mail.created_at, mail.due_at) == (NOW, NOW)
    assert "Hello." in mail.text
    assert "Hello." in mail.html
    assert mail.message_id == note("a").message_id


def test_a_mail_to_an_address_belongs_to_no_account(note) -> None:
    claire = Address("claire@exemple.test", "Claire")

    queue(note("a", to=claire, due_at=NOW + HOUR, private=True, reply_to="equipe@exemple.test"), at=NOW)

    mail = stored("a")
    assert mail.user is None
    assert (mail.to_email, mail.to_name, mail.language) == ("claire@exemple.test", "Claire", "fr")
    assert (mail.created_at, mail.due_at) == (NOW, NOW + HOUR)
    assert (mail.private, mail.reply_to) == (True, "")


def test_attachments_are_written_in_the_language_of_the_reader(note) -> None:
    def attached() -> list[AttachedText]:
        return [AttachedText(f"{translation.get_language()}.ics", "BEGIN:VCALENDAR")]

    queue(note("a", to=Address("j@exemple.test", language="en"), attachments=attached), note("b"), at=NOW)

    assert stored("a").attachments == [
        {"name": "en.ics", "content": "BEGIN:VCALENDAR", "content_type": "text/calendar"}
    ]
    assert stored("b").attachments == []


def test_a_mail_stored_as_cancelled_never_leaves_even_requested_again(note) -> None:
    queue(note("known"), at=NOW)

    saved = store_cancelled(note("known"), note("a"), note("secret", private=True), at=NOW)

    assert saved == 2
    assert queue(note("a"), note("secret", private=True), at=NOW) == 0
    assert keys(MailState.CANCELLED) == ["a", "secret"]
    assert keys(MailState.QUEUED) == ["known"]
    assert stored("a").text
    assert stored("a").created_at == NOW
    assert (stored("secret").text, stored("secret").html) == ("", "")


def test_cancelling_spares_what_left_and_other_scopes() -> None:
    put("mine", due_at=NOW, scope="edition:1")
    put("secret", due_at=NOW, scope="edition:1", private=True)
    put("left", due_at=NOW, scope="edition:1", state=MailState.SENT, private=True)
    put("theirs", due_at=NOW, scope="edition:2")

    assert holding.cancel_waiting(scope="edition:1") == 2

    assert keys(MailState.CANCELLED) == ["mine", "secret"]
    assert keys(MailState.QUEUED) == ["theirs"]
    assert (stored("secret").text, stored("secret").html) == ("", "")
    assert stored("mine").text == stored("left").text == "…"


def test_mails_of_the_past_count_as_sent_at_their_hour(mailoutbox) -> None:
    put("old", due_at=NOW - HOUR, scope="edition:1")
    put("recent", due_at=NOW, scope="edition:1")
    put("cancelled", due_at=NOW - HOUR, scope="edition:1", state=MailState.CANCELLED)
    put("theirs", due_at=NOW - HOUR, scope="edition:2")

    assert holding.count_as_sent(scope="edition:1", before=NOW) == 1

    assert keys(MailState.SENT) == ["old"]
    assert stored("old").sent_at == NOW - HOUR
    assert mailoutbox == []


def test_people_read_again_their_sent_mails_without_secrets() -> None:
    claire, paul = factories.user(), factories.user()
    sent = {"user": claire, "state": MailState.SENT}
    put("early", due_at=NOW - HOUR, **sent)
    put("late", due_at=NOW - 2 * HOUR, sent_at=NOW, **sent)
    put("late too", due_at=NOW - 3 * HOUR, sent_at=NOW, **sent)
    put("code", due_at=NOW, private=True, **sent)
    put("waiting", due_at=NOW, user=claire)
    put("failed", due_at=NOW, user=claire, state=MailState.FAILED)
    put("of another", due_at=NOW, user=paul, state=MailState.SENT)

    found = OutgoingMail.objects.received_by(claire)

    assert [mail.dedupe_key for mail in found] == ["late too", "late", "early"]


@pytest.fixture
def silent(monkeypatch) -> list[set[str]]:
    """Scope ``edition:1`` writes to nobody; each question that was asked."""
    questions: list[set[str]] = []

    def silent_among(scopes: set[str]) -> set[str]:
        questions.append(scopes)
        return scopes & {"edition:1"}

    rules: Registry[actions.SilenceRule] = Registry()
    rules.add(silent_among)
    rules.add(silent_among)
    monkeypatch.setattr(actions, "_silence_rules", rules)
    return questions


def test_a_silent_scope_gets_no_row_and_others_theirs(note, silent) -> None:
    written = queue(
        note("a", scope="edition:1"),
        note("b", scope="edition:2"),
        note("c"),
        note("d", scope="edition:2"),
        at=NOW,
    )

    assert written == 3
    assert keys(MailState.QUEUED) == ["b", "c", "d"]
    assert silent == [{"edition:1", "edition:2"}]


def test_mails_of_no_scope_ask_no_rule(note, silent) -> None:
    assert queue(note("code", required=True), at=NOW) == 1
    assert silent == []


def test_an_action_that_is_only_a_mail_is_refused_in_a_silent_scope(note, silent) -> None:
    with pytest.raises(ScopeSilent, match="aucun message ne part"):
        queue(note("a", scope="edition:2"), note("b", scope="edition:1", required=True), at=NOW)
    assert not OutgoingMail.objects.exists()

    assert queue(note("c", scope="edition:2", required=True), note("d", scope="edition:1"), at=NOW) == 1
