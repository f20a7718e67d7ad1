"""Committees to assign dossiers to: four people with names, and random ones."""

from hypothesis import strategies as st

from projects.review.solver.assignment import AssignmentProblem, Dossier, Reviewer

ARACT, REGION, NWX, FONDERIE = 101, 102, 103, 104
ANNE, BORIS, CHLOE, DENIS = (Reviewer(1, ARACT), Reviewer(2, ARACT), Reviewer(3, REGION), Reviewer(4, NWX))


@st.composite
def committees(draw) -> AssignmentProblem:
    """Up to six reviewers, some of them deputies, and eight dossiers, with conflicts, capacities, skills and duties
    already assigned.
    """
    bodies = st.none() | st.integers(101, 104)
    capacities = st.none() | st.integers(0, 6)
    reviewers = tuple(
        Reviewer(number, draw(bodies), draw(capacities), draw(st.integers(0, 3)) == 3)
        for number in range(1, draw(st.integers(1, 6)) + 1)
    )
    dossiers = tuple(Dossier(number, draw(bodies)) for number in range(10, 10 + draw(st.integers(1, 8))))
    pair = st.tuples(st.sampled_from(dossiers), st.sampled_from(reviewers)).map(
        lambda two: (two[0].id, two[1].id)
    )
    pairs = st.frozensets(pair, max_size=8)
    return AssignmentProblem(
        dossiers,
        reviewers,
        wanted=draw(st.integers(1, 3)),
        excluded=draw(pairs),
        affinity=draw(st.dictionaries(pair, st.integers(1, 3), max_size=8)),
        preferred=draw(pairs),
        fewest_changes=draw(st.booleans()),
    )
