"""Projects shared out over groups that meet at one time: those whom one person follows together, as even as can be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


def share_over_groups(
    projects: Iterable[int], mentors: Mapping[int, int | None], count: int
) -> list[list[int]]:
    """``count`` groups of projects, each in the order they came in; some are empty where projects are fewer.

    ``mentors``: who follows each project. The largest sets first, each into the group that has the fewest: within
    a third of the best evenness that sets kept whole allow (Graham 1969).
    """
    order = {project: place for place, project in enumerate(projects)}
    together: dict[tuple[str, int], list[int]] = defaultdict(list)
    for project in order:
        mentor = mentors.get(project)
        together[("mentor", mentor) if mentor is not None else ("alone", project)].append(project)
    groups: list[list[int]] = [[] for _number in range(count)]
    for rows in sorted(together.values(), key=lambda rows: (-len(rows), order[rows[0]])):
        min(groups, key=len).extend(rows)
    return [sorted(group, key=order.__getitem__) for group in groups]
