"""Cells of the board, drawn without a template: what people typed is escaped once, and set as French."""

from coaching.models import Need, SupportDecision
from coaching.support.cells import draw_decision


def test_a_reason_with_signs_reads_as_it_was_typed() -> None:
    told = draw_decision(
        1, SupportDecision(need=Need(), outcome="refused", reason="L'<b>enveloppe</b> : non & oui")
    )

    assert "&lt;b&gt;enveloppe&lt;/b&gt;" in told
    assert "&amp;lt;" not in told
