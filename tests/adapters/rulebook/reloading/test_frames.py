"""What the two processes say to each other arrives as it was, and nothing else is taken for it."""

import os
import pickle

import pytest

from newsbell.adapters.rulebook.loading import load_text
from newsbell.adapters.rulebook.packs import example_configuration
from newsbell.adapters.rulebook.reloading.frames import HEAD, Done, Names, Rules, Trees, Warned, decode, encode
from newsbell.core.route.model import Route
from newsbell.core.rules.model import NamedQuery, Rule, Vocabulary
from newsbell.core.rules.parser import parse_query
from newsbell.core.rules.syntax import Named, Place


def over(frame: object, ours: Trees | None = None, theirs: Trees | None = None) -> object:
    """The frame after its way through the socket."""
    data = encode(frame, ours or Trees())
    (length,) = HEAD.unpack(data[: HEAD.size])
    assert length == len(data) - HEAD.size
    return decode(data[HEAD.size :], theirs or Trees())


def test_rules_names_and_routes_arrive_as_they_were() -> None:
    found = load_text(example_configuration(), "example.yaml", {}).configuration
    vocabulary = found.rule_set.vocabulary
    rules = Rules(tuple(("mark", rule) for rule in found.rule_set.rules))
    names = Names(tuple(vocabulary.entities.values()), tuple(vocabulary.event_types.values()))
    routes = (Route({"severity": ("high",)}, ("autos",), go_on=True, routes=(Route({}, ()),)),)
    done = Done(3, routes, {"autos": "m"}, (Warned("a line", "a key"),))

    assert rules.rules
    assert names.event_types
    assert [over(rules), over(names), over(done)] == [rules, names, done]


def test_a_tree_that_rules_share_is_sent_and_kept_once() -> None:
    term = NamedQuery("deal", "merger OR takeover", parse_query("merger OR takeover", Vocabulary()))
    query = Named("deal", term.query, Place(0, 9, "term:deal"))
    rules = Rules(tuple(("m", Rule(f"r{n}", "R", "term:deal", query, "v")) for n in range(2)))
    ours, theirs = Trees(), Trees()

    names = over(Names(terms=(term,)))
    assert isinstance(names, Names)
    ours.add(term)
    theirs.add(names.terms[0])
    arrived = over(rules, ours, theirs)

    assert isinstance(arrived, Rules)
    assert arrived == rules
    trees = [rule.query.item for _, rule in arrived.rules if isinstance(rule.query, Named)]
    assert trees[0] is trees[1] is names.terms[0].query


@pytest.mark.parametrize("what", [os.system, eval, pickle.Unpickler], ids=lambda what: what.__name__)
def test_what_no_frame_holds_is_refused(what: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="can not be in a frame"):
        decode(pickle.dumps(what), Trees())
