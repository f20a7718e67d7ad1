"""Texts taken over from a former edition: each old date or place is confirmed, or replaced in place."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.enums import QuestionKind
from accelerator.transitions import TransitionRefused
from programmes.actions import editions as actions
from programmes.actions.copied_texts import MentionChanged, confirm_mentions, replace_mention
from programmes.copied_texts import open_mentions
from programmes.enums import ClonedPart
from programmes.mentions import Period, find_mentions, places_of
from programmes.models import Call, CommitteeSeat, Edition
from tests.factories import edition_with, organisation, published_form

PARIS = ZoneInfo("Europe/Paris")
PERIOD = Period(
    frozenset({date(2026, 10, 12), date(2026, 12, 10)}),
    frozenset({date(2027, 10, 11), date(2027, 12, 9)}),
)


def test_old_dates_and_places_are_found_and_nothing_else() -> None:
    for text, words in (
        ("Clôture le lundi 12 octobre 2026 à 18 h.", ["lundi 12 octobre 2026"]),
        ("Les 10 et 11 décembre, au Dôme, à Caen.", ["10 et 11 décembre", "Dôme", "Caen"]),
        ("Le 1er mars, ou en mars, ou mars 2026.", ["1er mars", "en mars", "mars 2026"]),
        ("12/10/2026, 12/10, 12.10.2026 et 2026-10-12", ["12/10/2026", "12/10", "12.10.2026", "2026-10-12"]),
        ("Le douze octobre deux mille vingt-six.", ["douze octobre", "deux mille vingt-six"]),
        (
            "By October 12, 2026, or the 12th of October.",
            ["October 12, 2026", "the 12th of October"],
        ),
        ("Thursday 10 and Friday 11 December 2026", ["Thursday 10 and Friday 11 December 2026"]),
        ("L’édition 2026 en octobre", ["2026", "octobre"]),
        ("La session a lieu le 9 décembre 2027, le 11/10/2027.", []),
        ("Loi du 6 janvier 1978, règlement 2016/679, 02 31 47 22 10, note 12/20.", []),
        ("You may apply; we march on. Mais oui.", []),
    ):
        places = places_of("Le Dôme, Caen")

        assert [mention.words for mention in find_mentions(text, period=PERIOD, places=places)] == words


@pytest.fixture
def cloned(db):
    """Normandie 2027, made from Normandie 2026 and its texts."""
    form = published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT, "label_fr": "Serez-vous là le 10 décembre 2026 ?"}
    )
    former = edition_with(
        name="Normandie 2026",
        form=form,
        place="Le Dôme, Caen",
        closes_at=datetime(2026, 10, 12, 18, tzinfo=PARIS),
        opens_at=datetime(2026, 9, 1, 8, tzinfo=PARIS),
        session_starts_on=date(2026, 12, 10),
        session_ends_on=date(2026, 12, 11),
        reviews_due_at=None,
    )
    call = former.edition.call
    call.rules_fr = "Clôture le 12 octobre 2026. La session a lieu les 10 et 11 décembre à Caen."
    call.intro_fr, call.contact_email = "Des projets.", "equipe@exemple.test"
    call.save()
    new = Edition(
        programme=former.edition.programme,
        name="Bretagne 2027",
        slug="bretagne-2027",
        code="TB-2027",
        theme_fr="Le travail",
        place="Rennes",
        session_starts_on=timezone.localdate() + timedelta(days=200),
        session_ends_on=timezone.localdate() + timedelta(days=201),
    )
    parts = {ClonedPart.FORM, ClonedPart.TEXTS, ClonedPart.GRID}
    made = actions.create_edition(
        edition=new, actor=former.organiser, at=timezone.now(), source=former.edition, parts=parts
    )
    CommitteeSeat.objects.create(edition=made, organisation=organisation())
    former.edition = Edition.objects.select_related("call__form", "cloned_from__call").get(pk=made.pk)
    return former


def waiting(world) -> list[str]:
    fresh = Edition.objects.select_related("call__form", "cloned_from__call").get(pk=world.edition.pk)
    return [mention.mention.words for mention in open_mentions(fresh)]


def test_nothing_is_ready_until_each_is_settled(cloned, as_user) -> None:
    client, slug = as_user(cloned.organiser), cloned.edition.slug
    now = timezone.now()
    assert waiting(cloned) == [
        "12 octobre 2026",
        "10 et 11 décembre",
        "Caen",
        "10 décembre 2026",
    ]

    assert "Tout est prêt" not in client.get(reverse("coaching:manage_edition", args=[slug])).text
    assert "à relire : 4" in client.get(reverse("programmes:manage_call", args=[slug])).text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    with pytest.raises(TransitionRefused, match="confirmez"):
        actions.publish_call(call=cloned.edition.call, actor=cloned.organiser, at=now)
    confirm_mentions(
        edition=cloned.edition,
        digests=[mention.digest for mention in open_mentions(cloned.edition)],
        actor=cloned.organiser,
        at=now,
    )

    assert waiting(cloned) == []
    assert "Tout est prêt" in client.get(reverse("coaching:manage_edition", args=[slug])).text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    actions.publish_call(call=cloned.edition.call, actor=cloned.organiser, at=now)


def test_each_is_replaced_in_place_on_the_page_and_what_was_left_in_its_sentence_stays_so(
    cloned, as_user
) -> None:
    client, address = (
        as_user(cloned.organiser),
        reverse("programmes:manage_copied_texts", args=[cloned.edition.slug]),
    )
    page = client.get(address).text
    assert "<mark>12 octobre 2026</mark>" in page
    by_words = {mention.mention.words: mention.digest for mention in open_mentions(cloned.edition)}

    client.post(address, {"keep": "yes", "mention": by_words["Caen"]})
    client.post(
        address,
        {"replace": "yes", "mention": by_words["10 et 11 décembre"], "words": "jeudi 8 avril 2027"},
    )
    client.post(address, {"replace": "yes", "mention": by_words["10 décembre 2026"], "words": "8 avril"})

    assert waiting(cloned) == ["12 octobre 2026"]
    call = Edition.objects.get(pk=cloned.edition.pk).call
    assert call.rules_fr.endswith("a lieu les jeudi 8 avril 2027 à Caen.")
    assert call.form.questions.get(key="title").label_fr == "Serez-vous là le 8 avril ?"
    assert cloned.edition.cloned_from.call.form.questions.get(key="title").label_fr.endswith("2026 ?")


def test_the_labels_of_options_are_read_and_replaced_too(cloned, as_user) -> None:
    client = as_user(cloned.organiser)
    address = reverse("programmes:manage_copied_texts", args=[cloned.edition.slug])
    day = {"value": "day", "label_fr": "Le 10 décembre", "label_en": "On December 10"}
    form = published_form(
        {"key": "when", "kind": QuestionKind.MULTIPLE, "label_fr": "Quand ?"}
        | {"options": {"choices": [day, {"value": "no", "label_fr": "Jamais"}]}},
        {"key": "where", "kind": QuestionKind.MATRIX, "label_fr": "Où ?"}
        | {"options": {"rows": [{"value": "caen", "label_fr": "Caen"}], "min": 1, "max": 4}},
    )
    Call.objects.filter(edition=cloned.edition).update(form=form)
    fresh = Edition.objects.select_related("call__form", "cloned_from__call").get(pk=cloned.edition.pk)
    found = {mention.mention.words: mention for mention in open_mentions(fresh) if mention.text.is_form}
    assert list(found) == ["10 décembre", "December 10", "Caen"]
    assert str(found["10 décembre"].text.label) == "Quand ? · choix proposé"

    client.post(
        address, {"replace": "yes", "mention": found["10 décembre"].digest, "words": "jeudi 8 avril 2027"}
    )
    client.post(address, {"keep": "yes", "mention": found["December 10"].digest})
    client.post(address, {"replace": "yes", "mention": found["Caen"].digest, "words": "Rennes"})

    assert waiting(cloned) == ["12 octobre 2026", "10 et 11 décembre", "Caen"]
    questions = Edition.objects.get(pk=cloned.edition.pk).call.form.questions
    first, other = questions.get(key="when").options["choices"]
    assert first == {**day, "label_fr": "Le jeudi 8 avril 2027"}
    assert other["label_fr"] == "Jamais"
    assert questions.get(key="where").options["rows"][0]["label_fr"] == "Rennes"


def test_a_sentence_that_changed_meanwhile_is_not_written_over(cloned) -> None:
    digest, now = open_mentions(cloned.edition)[0].digest, timezone.now()
    call = cloned.edition.call
    call.rules_fr = "Clôture bientôt."
    call.save()

    with pytest.raises(MentionChanged):
        replace_mention(
            edition=cloned.edition, digest=digest, words="11 octobre", actor=cloned.organiser, at=now
        )
    with pytest.raises(TransitionRefused, match="Écrivez"):
        replace_mention(edition=cloned.edition, digest=digest, words=" ", actor=cloned.organiser, at=now)
