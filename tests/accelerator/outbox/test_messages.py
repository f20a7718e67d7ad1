"""What a mail looks like: one Markdown source, a text, an HTML, one button, nobody's markup but ours."""

import pytest

from accelerator.outbox.letter import body_text, parse
from accelerator.outbox.messages import Address, Message, Rendered

CLAIRE = Address("claire@exemple.test", "Claire Lemonnier")


def spaces(text: str) -> str:
    """French no-break spaces as plain ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def read_text(mail: Rendered) -> str:
    """The words between the greeting and the signature."""
    greeting, _blank, body = mail.text.partition("\n\n")
    assert greeting.startswith(("Bonjour", "Hello"))
    return body


def test_a_mail_greets_its_reader_and_is_signed_by_the_edition(mail_template):
    name = mail_template("Subject: S\n\nVotre place vous attend.\n")

    mail = Message(name, CLAIRE, "k", signed_by="Le Transformateur <2026>").render()
    unnamed = Message(name, Address("a@exemple.test"), "k").render()

    assert mail.text == (
        "Bonjour Claire Lemonnier,\n\nVotre place vous attend.\n\nL’équipe du Transformateur <2026>\n"
    )
    assert 'overflow:hidden">Votre place vous attend.</div>' in mail.html
    assert "du Transformateur &lt;2026&gt;" in mail.html
    assert unnamed.text == "Bonjour,\n\nVotre place vous attend.\n"


def test_one_source_gives_text_and_html(mail_template):
    name = mail_template(
        "Subject: Reçu pour {{ recipient_name }}\n\nBonjour **{{ recipient_name }}** !\n\n- un\n- deux\n"
    )

    mail = Message(name, CLAIRE, "k").render()

    assert mail.subject == "Reçu pour Claire Lemonnier"
    assert spaces(read_text(mail)) == "Bonjour Claire Lemonnier !\n\n- un\n- deux\n"
    assert ">Claire Lemonnier</strong>" in mail.html


def test_a_mail_speaks_the_language_of_its_reader(mail_template):
    name = mail_template()

    assert Message(name, CLAIRE, "k").render().subject == "Bonjour"
    assert Message(name, Address("jane@example.test", "Jane", "en"), "k").render().subject == "Hello"


def test_a_mail_has_curly_apostrophes_but_for_addresses(mail_template):
    name = mail_template("Subject: S\n\nL'avis de {{ who }} : {{ email }}\n")

    mail = Message(name, CLAIRE, "k", context={"who": "l'usine", "email": "d'arc@exemple.test"}).render()

    assert spaces(read_text(mail)) == "L’avis de l’usine : d'arc@exemple.test\n"
    assert "avis de l’usine" in mail.html


def test_the_first_link_alone_in_its_paragraph_is_the_one_button(mail_template):
    name = mail_template(
        "Subject: S\n\nLire [ceci](https://un.test/).\n\n[Ouvrir]({{ site_url }}/a_b/)\n\n[Autre](https://x.test/)\n"
    )

    mail = Message(name, CLAIRE, "k").render()

    assert mail.html.count('mail-button"') == 1
    assert "/a_b/" in mail.html
    assert "Ouvrir : http" in spaces(mail.text)


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "[Cliquez](https://piege.test)", "**gras** _et_ `code`", "a &amp; b"],
)
def test_typed_markup_stays_text(mail_template, name):
    template = mail_template("Subject: De {{ who }}\n\nDe {{ who }}, à vous.\n")

    mail = Message(template, CLAIRE, "k", context={"who": name}).render()

    assert mail.subject == f"De {name}"
    assert read_text(mail).strip() == f"De {name}, à vous."
    assert "<script>" not in mail.html
    assert 'href="https://piege.test"' not in mail.html


def test_a_subject_is_one_line(mail_template):
    template = mail_template("Subject: De {{ who }}\n\nBonjour.\n")

    mail = Message(template, CLAIRE, "k", context={"who": "x" * 300}).render()

    assert len(mail.subject) == 200


def test_a_source_without_subject_is_refused(mail_template):
    with pytest.raises(ValueError, match="Subject"):
        Message(mail_template("Bonjour\n"), CLAIRE, "k").render()


def test_an_invalid_address_is_not_linked(mail_template):
    template = mail_template(
        "Subject: S\n\n[Site]({{ site }}) et [accueil]({{ site_url }}{% url 'home' %}?a=1&b=2).\n"
    )

    mail = Message(template, CLAIRE, "k", context={"site": "javascript:alert(1)"}).render()

    assert 'href="javascript' not in mail.html
    assert 'href="#"' in mail.html
    assert "/?a=1&amp;b=2" in mail.html


def test_several_lines_typed_by_somebody_stay_lines(mail_template):
    template = mail_template("Subject: De {{ who }}\n\n{{ reason }}\n\nFin.\n")

    mail = Message(template, CLAIRE, "k", context={"who": "a\nb", "reason": "- un\n\n# deux <b>"}).render()

    assert mail.subject == "De a b"
    assert read_text(mail).startswith("- un\n\n# deux <b>\n")
    assert "- un<br>\n<br>\n# deux &lt;b&gt;" in mail.html


def test_each_mail_of_a_mould_has_its_own_values(mail_template):
    template = mail_template("Subject: {{ who }}\n\n{% if who == 'Léa' %}Chère {% endif %}**{{ who }}**\n")

    mails = [Message(template, CLAIRE, "k", context={"who": who}).render() for who in ("Paul", "Léa", "Zoé")]

    assert [mail.subject for mail in mails] == ["Paul", "Léa", "Zoé"]
    assert [read_text(mail).strip() for mail in mails] == ["Paul", "Chère Léa", "Zoé"]


def foot(mail: Rendered) -> str:
    return spaces(mail.html.partition('class="mail-foot"')[2])


def test_the_context_of_a_mail_overrides_the_common_context(mail_template):
    template = mail_template("Subject: S\n\n{{ recipient_name }}, {{ reply_to }}, {{ site_url }}\n")

    mail = Message(template, CLAIRE, "k", reply_to="a@un.test", context={"site_url": "https://deux.test"})

    assert read_text(mail.render()) == "Claire Lemonnier, a@un.test, https://deux.test\n"


@pytest.mark.parametrize(
    "address", ["https://un.test", "HTTP://un.test", "mailto:a@un.test", "tel:0231", "/a"]
)
def test_addresses_that_lead_somewhere_stay(mail_template, address):
    template = mail_template("Subject: S\n\nLire [ceci]({{ address }}).\n")

    assert f'href="{address}"' in Message(template, CLAIRE, "k", context={"address": address}).render().html


@pytest.mark.parametrize("address", ["//un.test", "data:text/html,x", "un.test", " javascript:a"])
def test_unsafe_addresses_are_not_linked(mail_template, address):
    template = mail_template("Subject: S\n\nLire [ceci]({{ address }}).\n")

    assert 'href="#"' in Message(template, CLAIRE, "k", context={"address": address}).render().html


def text(source: str, **options: str) -> str:
    return body_text(parse(source), **options)


def test_lists_keep_their_marks_in_a_text() -> None:
    for source, expected in (
        ("1. un\n2. deux\n3. trois", "1. un\n2. deux\n3. trois\n"),
        ("4. quatre\n5. cinq", "4. quatre\n5. cinq\n"),
        ("- un,\n  la suite\n- deux", "- un,\n  la suite\n- deux\n"),
        ("10. un,\n    la suite", "10. un,\n    la suite\n"),
        ("Avant.\n\n- un\n\nAprès.", "Avant.\n\n- un\n\nAprès.\n"),
        ("- un\n\n  sa suite\n\n- deux", "- un\n\nsa suite\n\n- deux\n"),
    ):
        assert text(source) == expected


def test_the_rest_of_markdown_reads_as_text() -> None:
    for source, expected in (
        ("## Titre\n\nUn mot.", "Titre\n\nUn mot.\n"),
        ("Un.\n\n---\n\nDeux.", "Un.\n\n-- \n\nDeux.\n"),
        ("Avant.\n\n```\nligne 1\n  ligne 2\n```\n\nAprès.", "Avant.\n\nligne 1\n  ligne 2\n\nAprès.\n"),
        ("Avant.\n\n    du code\n\nAprès.", "Avant.\n\ndu code\n\nAprès.\n"),
        ("Le code : `123 456`.", "Le code : 123 456.\n"),
        ("Une ligne\net la suivante  \net la dernière.", "Une ligne\net la suivante\net la dernière.\n"),
        ("Un <b>mot</b>.", "Un <b>mot</b>.\n"),
    ):
        assert text(source) == expected


def test_a_link_prints_its_address_once() -> None:
    assert text("[Ouvrir la page](https://un.test/a)") == "Ouvrir la page : https://un.test/a\n"
    assert text("[Open](https://un.test/a)", colon=": ") == "Open: https://un.test/a\n"
    assert text("Voir <https://un.test/a>.") == "Voir https://un.test/a.\n"
    assert text("[a@un.test](mailto:a@un.test)") == "a@un.test\n"
    assert text("[Écrire](mailto:a@un.test), [lire](https://un.test)") == (
        "Écrire : a@un.test, lire : https://un.test\n"
    )
