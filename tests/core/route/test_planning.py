from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.route.explain import routes_text
from newsbell.core.route.model import ChannelSpec, DigestSchedule, Planned, Routable, Route, SuppressedBy
from newsbell.core.route.planning import matches, plan

CHANNELS = {
    "autos": ChannelSpec("autos", "slack"),
    "morning": ChannelSpec("morning", "email", DigestSchedule("30 7 * * 1-5", "Europe/Paris")),
    "crm": ChannelSpec("crm", "webhook"),
}
AUTOS = {"desk": ("autos",)}


def alert(backfill: bool = False, **values: str | tuple[str, ...]) -> Routable:
    return Routable({k: (v,) if isinstance(v, str) else v for k, v in values.items()}, backfill=backfill)


def route(
    match: Mapping[str, tuple[str, ...]], *channels: str, go_on: bool = False, routes: tuple[Route, ...] = ()
) -> Route:
    return Route(match, channels, go_on, routes)


TREE = (
    route(
        AUTOS,
        "autos",
        routes=(
            route({"severity": ("critical",)}, "autos", "crm"),
            route({"status": ("rumoured", "denied")}, "morning"),
        ),
    ),
    route({"desk": ("energy",)}, "crm", go_on=True),
    route({}, "morning"),
)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (alert(desk="autos", severity="high"), [("autos", "routes[0]", False)]),
        (
            alert(desk="autos", severity="critical", status="denied"),
            [("autos", "routes[0].routes[0]", False), ("crm", "routes[0].routes[0]", False)],
        ),
        (alert(desk="autos", status=("announced", "denied")), [("morning", "routes[0].routes[1]", True)]),
        (alert(desk="energy"), [("crm", "routes[1]", False), ("morning", "routes[2]", True)]),
        (alert(desk="sports"), [("morning", "routes[2]", True)]),
        (alert(desk="AUTOS"), [("morning", "routes[2]", True)]),
        (alert(Desk="autos"), [("autos", "routes[0]", False)]),
        (alert(), [("morning", "routes[2]", True)]),
    ],
)
def test_the_first_matching_branch_wins_and_its_deepest_matching_child_decides(
    what: Routable, expected: list[tuple[str, str, bool]]
) -> None:
    planned = plan(what, TREE, CHANNELS)

    assert [(p.channel, p.route, p.digest) for p in planned] == expected
    assert all(p.suppressed_by is None and p.kind == CHANNELS[p.channel].kind for p in planned)


def test_without_routes_every_channel_gets_it_at_once_or_in_its_digest() -> None:
    planned = plan(alert(), (), CHANNELS)

    assert planned == (
        Planned("autos", "slack", "default"),
        Planned("morning", "email", "default", digest=True),
        Planned("crm", "webhook", "default"),
    )


def test_a_child_without_channels_inherits_those_of_its_parent() -> None:
    child = route({"severity": ("high",)})
    tree = (route(AUTOS, "autos", routes=(route({"team": ("a",)}, routes=(child,)),)),)

    planned = plan(alert(desk="autos", team="a", severity="high"), tree, CHANNELS)

    assert planned == (Planned("autos", "slack", "routes[0].routes[0].routes[0]"),)


def test_a_channel_named_by_two_branches_gets_it_once_by_the_first() -> None:
    tree = (route({}, "autos", "autos", go_on=True), route({}, "autos", "crm"))

    assert [(p.channel, p.route) for p in plan(alert(), tree, CHANNELS)] == [
        ("autos", "routes[0]"),
        ("crm", "routes[1]"),
    ]


@pytest.mark.parametrize(
    ("tree", "place"), [((route(AUTOS, "autos"),), "none"), ((route({}), route({}, "autos")), "routes[0]")]
)
def test_what_goes_nowhere_says_so(tree: tuple[Route, ...], place: str) -> None:
    assert plan(alert(desk="x"), tree, CHANNELS) == (Planned("", "", place, suppressed_by=SuppressedBy.ROUTE),)


def test_no_channels_at_all_is_said_too() -> None:
    assert plan(alert(), (), {}) == (Planned("", "", "default", suppressed_by=SuppressedBy.ROUTE),)


def test_replayed_history_is_held_back_in_every_channel_and_every_digest() -> None:
    planned = plan(alert(backfill=True), (), CHANNELS)

    assert {p.suppressed_by for p in planned} == {SuppressedBy.BACKFILL}
    assert not any(p.digest for p in planned)
    assert [p.channel for p in planned] == list(CHANNELS)


def test_a_channel_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        plan(alert(), (route({}, "nowhere"),), CHANNELS)


def test_a_matcher_without_values_never_holds() -> None:
    assert not matches(alert(desk="autos"), route({"desk": ()}))


_VALUES = st.dictionaries(st.sampled_from(["desk", "status", "rule"]), st.sets(st.sampled_from("abc")).map(tuple))
_MATCH = st.dictionaries(st.sampled_from(["desk", "status"]), st.sets(st.sampled_from("abc"), min_size=1).map(tuple))
_NAMES = st.lists(st.sampled_from(sorted(CHANNELS)), max_size=2).map(tuple)
_LEAF = st.builds(Route, _MATCH, _NAMES, st.booleans(), st.just(()))
_TREES = st.recursive(
    st.lists(_LEAF, max_size=3).map(tuple),
    lambda inner: st.lists(st.builds(Route, _MATCH, _NAMES, st.booleans(), inner), max_size=3).map(tuple),
    max_leaves=6,
)


def _slowly(what: Routable, tree: tuple[Route, ...], inherited: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Alertmanager's rule, word for word: a branch answers with its children's answers, or else with itself."""
    answers: list[tuple[str, ...]] = []
    for branch in tree:
        if not all(set(what.values.get(n, ())) & set(v) for n, v in branch.match.items()):
            continue
        mine = branch.channels or inherited
        below = _slowly(what, branch.routes, mine)
        answers += below or [mine]
        if not branch.go_on:
            return answers
    return answers


@given(_VALUES.map(Routable), _TREES)
def test_the_plan_names_exactly_the_channels_of_the_deciding_branches(what: Routable, tree: tuple[Route, ...]) -> None:
    planned = plan(what, tree, CHANNELS)

    expected = dict.fromkeys(n for names in _slowly(what, tree, ()) for n in names) if tree else dict(CHANNELS)
    assert [p.channel for p in planned] == (list(expected) or [""])
    assert all((p.suppressed_by is None) == bool(p.channel) for p in planned)


def test_the_tree_is_shown_as_text() -> None:
    assert routes_text((*TREE, route({}, "gone")), CHANNELS).splitlines() == [
        "routes[0]  desk is autos",
        "  -> autos (slack, at once)",
        "  routes[0]  severity is critical",
        "    -> autos (slack, at once)",
        "    -> crm (webhook, at once)",
        "  routes[1]  status is rumoured or denied",
        "    -> morning (email, digest at 07:30 on Monday through Friday, Europe/Paris)",
        "routes[1]  desk is energy, and go on",
        "  -> crm (webhook, at once)",
        "routes[2]  everything",
        "  -> morning (email, digest at 07:30 on Monday through Friday, Europe/Paris)",
        "routes[3]  everything",
        "  -> gone (not configured)",
        "no branch matches: sent nowhere, and counted",
    ]


def test_no_routes_are_shown_as_what_they_do() -> None:
    assert routes_text((), {"autos": CHANNELS["autos"]}) == "no routes: every alert goes\n  -> autos (slack, at once)\n"
    assert routes_text((), {}) == "no routes: every alert goes\n  -> nobody\n"
    assert "routes[0]  everything\n  -> nobody" in routes_text((route({}),), {})


def test_every_reason_has_a_sentence() -> None:
    assert len({reason.sentence for reason in SuppressedBy}) == len(SuppressedBy)
