import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.adapters.feeds import clean
from newsbell.adapters.feeds.cleaning import one_line


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Honda&#8217;s &amp; Nissan&rsquo;s", "Honda’s & Nissan’s"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("AT&T, R&D; see ?a=1&copy=2", "AT&T, R&D; see ?a=1&copy=2"),
        ("&nosuch; &#x1F514;", "&nosuch; 🔔"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tstays, \x00bell\x07 and &#27;escape go", "tab\tstays, bell and escape go"),
        ("Honda\x92s \x93plan\x94\x81", "Honda’s “plan”"),
        ("&#150;", "–"),
        ("evil\u202egnp.exe\u2069\ufeff", "evilgnp.exe"),
        ("&#xD800;&#0;", "\ufffd\ufffd"),
        ("家\u200d族 नि\u200cर", "家\u200d族 नि\u200cर"),
    ],
)
def test_text_is_made_clean_once(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_text_without_entities_is_clean_after_one_pass(text: str) -> None:
    once = clean(text.replace("&", ""))
    assert clean(once) == once


def test_a_headline_is_one_line() -> None:
    assert one_line(" Honda\r\nand\t Nissan&nbsp;merge\x00 ") == "Honda and Nissan merge"
