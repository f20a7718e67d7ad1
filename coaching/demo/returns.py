"""The shape of what a project answers once the two days are over. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Return:
    """The synthesis, and a few words said on the spot (``word``, ``learnt``, ``month``)."""

    usefulness: int
    brought: str
    evolution: str
    actions: str
    blockers: str
    needs: tuple[str, ...]
    urgency: str
    partner: str
    details: str
    shared: bool
    quote: str
    word: str
    learnt: str
    month: str

    def synthesis(self) -> dict[str, object]:
        """Question key → answer, as posted."""
        return {
            "usefulness": str(self.usefulness),
            "what_it_brought": self.brought,
            "evolution": self.evolution,
            "actions": self.actions,
            "blockers": self.blockers,
            "needs": list(self.needs),
            "need_urgency": self.urgency,
            "wished_partner": self.partner,
            "need_details": self.details,
            "share_with_partners": "yes" if self.shared else "no",
            "quote": self.quote,
        }

    def debrief(self) -> dict[str, object]:
        """The hot debrief: marks follow the general one."""
        mark, less = str(self.usefulness), str(max(1, self.usefulness - 1))
        return {
            "overall": mark,
            "timeline": less,
            "adn_map": mark,
            "idea_mix": mark,
            "inputs": less,
            "coaching": mark,
            "pace": "fast" if self.usefulness == 3 else "right",
            "one_word": self.word,
            "learnt": self.learnt,
            "within_a_month": self.month,
            "recommend": str(2 * self.usefulness - (0 if self.shared else 1)),
            "quote": self.quote,
        }
