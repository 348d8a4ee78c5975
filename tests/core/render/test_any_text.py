"""Whatever an article, a feed or a configuration contains, messages stay within limits and nothing in them acts."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from newsbell.core.render.clean import clean
from newsbell.core.render.columns import width_of
from newsbell.core.render.console import console_digest, console_text
from newsbell.core.render.email import LARGEST_DIGEST, LONGEST_SUBJECT, email_digest, email_words
from newsbell.core.render.plain import LONGEST_TITLE, plain_digest, plain_words
from newsbell.core.render.slack import slack_digest, slack_message
from newsbell.core.render.view import AlertView, DigestView, EmailWords
from newsbell.core.render.words import safe_link

from .checks import ALERTS, DIGESTS, Page, harmless, links, slack_problems, texts
from .samples import HOSTILE

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def letters(text: str) -> str:
    """The words without blanks and signs of the layout."""
    return re.sub(r"[\s\u200b…]+", "", text)


@given(ALERTS)
def test_slack_alert(view: AlertView) -> None:
    message = slack_message(view)

    assert slack_problems(message) == []
    assert all(harmless(text) for text in (message["text"], *texts(message["blocks"])))
    assert set(links(message["blocks"])) <= {safe_link(view.url)}
    assert "<" not in message["text"]
    assert not re.search(r"&(?!amp;|lt;|gt;)", message["text"])


@settings(max_examples=20)
@given(DIGESTS)
def test_slack_digest(view: DigestView) -> None:
    message = slack_digest(view)

    assert slack_problems(message) == []
    assert all(harmless(text) for text in (message["text"], *texts(message["blocks"])))
    assert set(links(message["blocks"])) <= {safe_link(alert.url) for alert in view.alerts}


def check_mail(mail: EmailWords, allowed: set[str | None]) -> Page:
    page = Page(mail.html)

    assert page.problems == []
    assert set(page.links) <= allowed
    assert harmless(mail.subject)
    assert "\n" not in mail.subject
    assert len(mail.subject) <= LONGEST_SUBJECT
    assert harmless(mail.text)
    assert harmless(mail.html)
    assert all(width_of(line) <= 72 or line in allowed for line in mail.text.split("\n"))
    return page


@given(ALERTS)
def test_mail_alert(view: AlertView) -> None:
    mail = email_words(view)

    page = check_mail(mail, {safe_link(view.url)})
    shown = [quote for quote in view.quotes if not quote.in_headline] or view.quotes
    for quote in shown[:3]:
        if len(quote.text) < 200 and not re.search("[\x1b\x80-\x9f]", quote.text):  # a mark may split an escape
            assert letters(clean(quote.text)) in letters(page.words)


@settings(max_examples=20)
@given(DIGESTS)
def test_mail_digest(view: DigestView) -> None:
    mail = email_digest(view)

    check_mail(mail, {safe_link(alert.url) for alert in view.alerts})
    assert len(mail.html.encode()) <= LARGEST_DIGEST


@given(ALERTS, st.integers(0, 900))
def test_plain_alert(view: AlertView, limit: int) -> None:
    words = plain_words(view, limit)
    link = safe_link(view.url)

    assert len(words.body) <= limit
    assert 0 < len(words.title) <= LONGEST_TITLE
    assert harmless(words.title)
    assert harmless(words.body)
    assert "\n" not in words.title
    assert not re.search(
        r"@(everyone|here|channel)|<[@!#]", words.title + words.body.replace(link or "\0", ""), re.IGNORECASE
    )
    if link and len(link) <= limit:
        assert link in words.body.split("\n")


@settings(max_examples=20)
@given(DIGESTS, st.integers(0, 900))
def test_plain_digest(view: DigestView, limit: int) -> None:
    words = plain_digest(view, limit)

    assert len(words.body) <= limit
    assert len(words.title) <= LONGEST_TITLE
    assert harmless(words.title)
    assert harmless(words.body)


@given(ALERTS, st.integers(20, 120))
def test_console_alert(view: AlertView, width: int) -> None:
    plain = console_text(view, colour=False, width=width)
    coloured = console_text(view, colour=True, width=width)

    assert harmless(plain)
    assert harmless(ANSI.sub("", coloured))
    assert coloured.count("\x1b[0m") * 2 == coloured.count("\x1b")
    for line in ANSI.sub("", coloured).split("\n"):
        assert width_of(line) <= max(40, width) or line.strip() == safe_link(view.url)


@settings(max_examples=20)
@given(DIGESTS)
def test_console_digest(view: DigestView) -> None:
    plain = console_digest(view, colour=False)

    assert harmless(plain)
    assert ANSI.sub("", console_digest(view, colour=True)).count("\n") >= len({a.story_id for a in view.alerts})


@given(ALERTS)
def test_marked_words_are_the_same_everywhere(view: AlertView) -> None:
    """What Slack shows bold, the HTML shows marked, run by run."""
    bold = [
        element["text"]
        for block in slack_message(view)["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
        for element in part["elements"]
        if element.get("style") == {"bold": True}
    ]

    assert Page(email_words(view).html).marked == [run.replace("\r", "\n") for run in bold]


def test_escaping_happens_once() -> None:
    page = email_words(HOSTILE).html

    assert html.escape("<script>alert(1)</script>") in page
    assert "&amp;lt;" not in page
    assert "{{7*7}}" in page
    assert "&amp;lt;" not in slack_message(HOSTILE)["text"]
    assert slack_message(HOSTILE)["text"].count("&lt;") == 6
