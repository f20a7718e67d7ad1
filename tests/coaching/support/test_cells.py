"""Cells of the board, drawn without a template: what people typed is escaped once, and set as French."""

from coaching.models import Need, SupportDecision
from coaching.support.cells import draw_choices, draw_decision


def test_a_reason_with_signs_reads_as_it_was_typed() -> None:
    told = draw_decision(
        1, SupportDecision(need=Need(), outcome="refused", reason="L'<b>enveloppe</b> : non & oui")
    )

    assert "&lt;b&gt;enveloppe&lt;/b&gt;" in told
    assert "&amp;lt;" not in told


def test_each_visitor_answers_with_a_token_of_their_own() -> None:
    need = Need(sentence='Un "regard"')
    first, second = (draw_choices(need, "/n/", None, action="/a/", token=token) for token in ("one", "two"))

    assert 'name="csrfmiddlewaretoken" value="one"' in first
    assert 'name="csrfmiddlewaretoken" value="two"' in second
    assert first.replace('value="one"', 'value="two"') == second
    assert "&quot;regard&quot;" in first
