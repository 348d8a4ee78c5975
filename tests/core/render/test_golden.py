"""Every writer's output for six alerts and one digest, kept as files that a reviewer can read."""

import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from newsbell.core.render.console import console_digest, console_text
from newsbell.core.render.email import email_digest, email_words
from newsbell.core.render.plain import plain_digest, plain_words
from newsbell.core.render.slack import slack_digest, slack_message

from .samples import ALERTS, MORNING, many

NAMES = sorted(ALERTS)


class Text(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


class Html(Text):
    file_extension = "html"


class Json(Text):
    file_extension = "json"


def pretty(message: dict[str, Any]) -> str:
    return json.dumps(message, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_on_slack(name: str, snapshot: SnapshotAssertion) -> None:
    assert pretty(slack_message(ALERTS[name])) == snapshot(extension_class=Json)


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_in_text(name: str, snapshot: SnapshotAssertion) -> None:
    view = ALERTS[name]
    mail, plain = email_words(view), plain_words(view, 500)
    parts = [
        console_text(view, colour=False),
        console_text(view, colour=True, width=60).replace("\x1b", "ESC"),
        f"Subject: {mail.subject}\n\n{mail.text}",
        f"{plain.title}\n\n{plain.body}\n",
    ]

    assert f"{'=' * 80}\n".join(parts) == snapshot(extension_class=Text)


@pytest.mark.parametrize("name", ["pickups", "hostile"])
def test_an_alert_as_html(name: str, snapshot: SnapshotAssertion) -> None:
    assert email_words(ALERTS[name]).html == snapshot(extension_class=Html)


def test_a_digest_on_slack(snapshot: SnapshotAssertion) -> None:
    assert pretty(slack_digest(MORNING)) == snapshot(extension_class=Json)


def test_a_digest_in_text(snapshot: SnapshotAssertion) -> None:
    mail, plain = email_digest(MORNING), plain_digest(MORNING, 900)
    parts = [
        console_digest(MORNING, colour=False),
        f"Subject: {mail.subject}\n\n{mail.text}",
        f"{plain.title}\n\n{plain.body}\n",
    ]

    assert f"{'=' * 80}\n".join(parts) == snapshot(extension_class=Text)


def test_a_digest_as_html(snapshot: SnapshotAssertion) -> None:
    assert email_digest(many(1)).html == snapshot(extension_class=Html)
