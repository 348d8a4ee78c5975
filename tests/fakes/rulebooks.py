"""Rulebooks as Python values, written as JSON, which is YAML."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECRET = "https://hooks.slack.com/services/T0CANARY1/B0CANARY2/canarycanarycanary"
CONSOLE = {"url": "console://"}


def rulebook(rules: Mapping[str, str | Mapping[str, Any]], **sections: Any) -> str:
    """A rulebook with these rules (a text is the rule's `when`) and other sections as given."""
    full = {name: {"when": rule} if isinstance(rule, str) else rule for name, rule in rules.items()}
    return json.dumps({"version": 1, "rules": full, **sections}, ensure_ascii=False)


def replace(path: Path, text: str) -> None:
    """Write the file as careful programs do: beside it, then in its place."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
