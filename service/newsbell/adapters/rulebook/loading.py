"""From a path to a configuration: read, check and report everything at once.

files ──▶ source ──▶ tree ──▶ shape ──▶ names ──▶ rules, channels, routes ──▶ Configuration
          UTF-8      YAML     models    aliases   queries, secrets, names     or all the problems
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from newsbell.adapters.rulebook.channels import ChannelReader
from newsbell.adapters.rulebook.configuration import Configuration, ConfigurationError, LoadResult
from newsbell.adapters.rulebook.merging import Entry, OpenNames, all_read, entries
from newsbell.adapters.rulebook.names import compile_entities, compile_event_types
from newsbell.adapters.rulebook.packs import event_pack
from newsbell.adapters.rulebook.routes import Known, compile_routes, unused_channels
from newsbell.adapters.rulebook.rules import compile_rules, rule_set, unused_names
from newsbell.adapters.rulebook.secrets import hide
from newsbell.adapters.rulebook.sites import Site, all_sites
from newsbell.adapters.rulebook.source import Source, find_files, read_source
from newsbell.adapters.rulebook.terms import bare_term, compile_terms
from newsbell.adapters.rulebook.tree import Tree, read_tree
from newsbell.adapters.rulebook.validation import SECTIONS, shape_problems
from newsbell.core.rules.model import Entity, EventType, NamedQuery, Vocabulary
from newsbell.core.rules.problem import Level, Problem


def load_configuration(path: Path, environ: Mapping[str, str] | None) -> LoadResult:
    """Read a file, or all `.yaml` and `.yml` files of a folder, as one configuration.

    `environ` fills the variables of channels; with None (checking only) they are not looked up. Raises
    ConfigurationError with every mistake of every file.
    """
    return _load_path(path, environ, None)


def _load_path(path: Path, environ: Mapping[str, str] | None, sites: list[Site] | None) -> LoadResult:
    found, problems = find_files(path)
    sources = [read_source(item) for item in found]
    wrong = [*problems, *(item for item in sources if isinstance(item, Problem))]
    with _collector_at_rest():
        return _load([item for item in sources if isinstance(item, Source)], environ, wrong, sites)


def load_text(text: str, name: str, environ: Mapping[str, str] | None) -> LoadResult:
    """The same for a text at hand; `name` stands for its file in messages."""
    with _collector_at_rest():
        return _load([Source(name, text.removeprefix("\ufeff"))], environ, [])


def load_with_sites(path: Path, environ: Mapping[str, str] | None) -> tuple[LoadResult, tuple[Site, ...]]:
    """The same as `load_configuration`, and with it where each word of the rules stands in the files."""
    sites: list[Site] = []
    return _load_path(path, environ, sites), tuple(sites)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No runs of the garbage collector: nearly all that reading makes stays, and each run looks at it again.

    With 5,000 rules they are 45 % of the time (measured).
    """
    runs = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if runs:
            gc.enable()


def _load(
    sources: Sequence[Source],
    environ: Mapping[str, str] | None,
    wrong: list[Problem],
    sites: list[Site] | None = None,
) -> LoadResult:
    trees = [read_tree(source) for source in sources]
    problems = list(wrong)
    for tree in trees:
        problems.extend(_tree_problems(tree))
    configuration = _compile(trees, environ, problems, unread=bool(wrong))
    problems = _tidy(problems, trees)
    if any(problem.level is Level.ERROR for problem in problems):
        raise ConfigurationError(tuple(problems))
    if sites is not None:
        sections = {section: entries(trees, section)[0] for section in SECTIONS}
        sites.extend(all_sites(sections, configuration.rule_set.vocabulary))
    done = Configuration(
        rule_set=configuration.rule_set,
        channels=configuration.channels,
        routes=configuration.routes,
        problems=tuple(problems),
        examples=configuration.examples,
        rule_paths=configuration.rule_paths,
        missing_names=configuration.missing_names,
    )
    return LoadResult(done, tuple(source.path for source in sources))


def _tree_problems(tree: Tree) -> list[Problem]:
    if tree.problems and tree.root is None:
        return tree.problems
    if tree.data is None and not tree.problems:
        return [Problem("the file is empty", tree.source.path, suggestion="begin with version: 1")]
    return [*tree.problems, *shape_problems(tree)]


def _vocabulary(
    entities: Mapping[str, Entity], types: Mapping[str, EventType], trees: Sequence[Tree], *, unread: bool
) -> Vocabulary:
    """The names so far. Where a file or a section could not be read, any name may have been in it."""
    terms: Mapping[str, NamedQuery] = {}
    if unread or not all_read(trees, "entities"):
        entities = OpenNames(entities, lambda name: Entity(name, name))
    if unread or not all_read(trees, "event_types"):
        types = OpenNames(types, lambda name: EventType(name, name, ()))
    if unread or not all_read(trees, "terms"):
        terms = OpenNames(terms, bare_term)
    return Vocabulary(entities, types, terms)


def _compile(
    trees: Sequence[Tree], environ: Mapping[str, str] | None, problems: list[Problem], *, unread: bool
) -> Configuration:
    sections: dict[str, list[Entry]] = {}
    for section in SECTIONS:
        sections[section], twice = entries(trees, section)
        problems.extend(twice)
    types, examples = compile_event_types(sections["event_types"], event_pack().types, problems)
    entities = compile_entities(sections["entities"], problems)
    vocabulary = compile_terms(sections["terms"], _vocabulary(entities, types, trees, unread=unread), problems)
    rules = compile_rules(sections["rules"], vocabulary, problems)
    reader = ChannelReader(environ, problems)
    channels = reader.read(sections["channels"])
    routes = compile_routes(trees, _known(sections, vocabulary), problems)
    if not any(problem.level is Level.ERROR for problem in problems):
        problems.extend(unused_names(sections["entities"], sections["terms"], rules, vocabulary))
        unused = set(unused_channels(routes, [entry.name for entry in sections["channels"]]))
        problems.extend(_unused(entry) for entry in sections["channels"] if entry.name in unused)
        if not rules:
            message = "there are no rules, so no alert can come"
            problems.append(Problem(message, trees[0].source.path, suggestion="add rules:", level=Level.WARNING))
    return Configuration(
        rule_set=rule_set(rules, vocabulary),
        channels=channels,
        routes=routes,
        examples=examples,
        rule_paths=tuple((entry.name, entry.tree.source.path) for entry in sections["rules"]),
        missing_names=tuple(dict.fromkeys(reader.missing)),
    )


def _known(sections: Mapping[str, list[Entry]], vocabulary: Vocabulary) -> Known:
    labels: dict[str, set[str]] = {}
    for entry in sections["rules"]:
        given = entry.field("labels")
        for name, value in given.items() if isinstance(given, dict) else ():
            labels.setdefault(name, set()).update([value] if isinstance(value, str) else [])
    return Known(
        channels=frozenset(entry.name for entry in sections["channels"]),
        rules=frozenset(entry.name for entry in sections["rules"]),
        entities=frozenset(vocabulary.entities),
        events=frozenset(vocabulary.event_types),
        labels={name: frozenset(values) for name, values in labels.items()},
    )


def _unused(entry: Entry) -> Problem:
    key, _ = entry.tree.find(entry.loc)
    index = key.start_mark.index if key is not None and key.start_mark is not None else 0
    return entry.tree.source.problem(
        f"no route uses the channel '{entry.name}'",
        index,
        width=len(entry.name),
        suggestion="name it in a route",
        level=Level.WARNING,
    )


def _tidy(problems: list[Problem], trees: Sequence[Tree]) -> list[Problem]:
    """In the order of files and lines, each once, with secrets hidden."""
    by_path = {tree.source.path: tree for tree in trees}
    order = {path: number for number, path in enumerate(by_path)}
    shown = dict.fromkeys(hide(problem, by_path.get(problem.path)) for problem in problems)
    return sorted(shown, key=lambda problem: (order.get(problem.path, -1), problem.line, problem.column))
