"""What a mail looks like: one Markdown source, a text, an HTML, one button, nobody's markup but ours."""

import pytest

from accelerator.outbox.messages import Address, Message, Rendered

CLAIRE = Address("claire@exemple.test", "Claire Lemonnier")


def spaces(text: str) -> str:
    """French no-break spaces as plain ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def said(mail: Rendered) -> str:
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
    assert spaces(said(mail)) == "Bonjour Claire Lemonnier !\n\n- un\n- deux\n"
    assert ">Claire Lemonnier</strong>" in mail.html


def test_a_mail_speaks_the_language_of_its_reader(mail_template):
    name = mail_template()

    assert Message(name, CLAIRE, "k").render().subject == "Bonjour"
    assert Message(name, Address("jane@example.test", "Jane", "en"), "k").render().subject == "Hello"


def test_a_mail_has_curly_apostrophes_but_for_addresses(mail_template):
    name = mail_template("Subject: S\n\nL'avis de {{ who }} : {{ email }}\n")

    mail = Message(name, CLAIRE, "k", context={"who": "l'usine", "email": "d'arc@exemple.test"}).render()

    assert spaces(said(mail)) == "L’avis de l’usine : d'arc@exemple.test\n"
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
def test_what_people_typed_stays_text(mail_template, name):
    template = mail_template("Subject: De {{ who }}\n\nDe {{ who }}, à vous.\n")

    mail = Message(template, CLAIRE, "k", context={"who": name}).render()

    assert mail.subject == f"De {name}"
    assert said(mail).strip() == f"De {name}, à vous."
    assert "<script>" not in mail.html
    assert 'href="https://piege.test"' not in mail.html


def test_a_subject_is_one_line(mail_template):
    template = mail_template("Subject: De {{ who }}\n\nBonjour.\n")

    mail = Message(template, CLAIRE, "k", context={"who": "x" * 300}).render()

    assert len(mail.subject) == 200


def test_a_source_without_subject_is_refused(mail_template):
    with pytest.raises(ValueError, match="Subject"):
        Message(mail_template("Bonjour\n"), CLAIRE, "k").render()


def test_the_message_id_comes_from_the_key():
    first, again, other = (Message("x/y", CLAIRE, key).message_id for key in ("a", "a", "b"))

    assert first == again != other


def test_an_address_that_is_none_leads_nowhere(mail_template):
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
    assert said(mail).startswith("- un\n\n# deux <b>\n")
    assert "- un<br>\n<br>\n# deux &lt;b&gt;" in mail.html


def test_each_mail_of_a_mould_has_its_own_values(mail_template):
    template = mail_template("Subject: {{ who }}\n\n{% if who == 'Léa' %}Chère {% endif %}**{{ who }}**\n")

    mails = [Message(template, CLAIRE, "k", context={"who": who}).render() for who in ("Paul", "Léa", "Zoé")]

    assert [mail.subject for mail in mails] == ["Paul", "Léa", "Zoé"]
    assert [said(mail).strip() for mail in mails] == ["Paul", "Chère Léa", "Zoé"]


def test_a_long_fingerprint_wraps_and_an_english_address_follows_its_colon(mail_template):
    source = "Subject: S\n\nKeep this.\n\n`" + "a1" * 32 + "`\n\n[Open]({{ site_url }}/a/)\n"
    name = mail_template(source, source)

    mail = Message(name, Address("jane@example.test", "Jane", "en"), "k").render()

    assert "word-break:break-all" in mail.html.partition("a1a1")[0].rpartition("<code")[2]
    assert "Open: http" in mail.text
