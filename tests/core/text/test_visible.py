"""What is blanked of a text is found in cheap ways; the plain way finds the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.plain_visible import plainly_visible
from newsbell.core.text.visible import visible_text

PIECES = st.sampled_from(
    [
        *("[", "]", "](", ")", "![", "[a](b)", "- [a b](c)", "<p>", "<b", ">", "@", "a@b.co", "://", "https://x.io/a"),
        *("www.", "WWW.X", "HTTP://", "honda.com", "a.m.", "U.S.", "x.y", "/", ".", ",", '"', "”", " ", "  ", "\t"),
        *("\n", "\r\n", "\r", "\x85", "\u2028", "\v", "- ", "* ", "> ", ":", "|", "Honda", "é", "本"),
        *(
            "Read more",
            "see also",
            "Related",
            "Related stories",
            "More on this",
            "Sign up",
            "Subscribe",
            "Advertisement",
        ),
        *("Copyright", "©", "(c) ", "2025", "All rights reserved", "Follow us", "share this", "Photo", "PHOTOS"),
        *(
            "Picture",
            "image",
            "caption",
            " credit",
            " by",
            "Getty",
            "getty",
            "Getty Images",
            "GETTY images",
            "AP Photo",
        ),
        *("AFP via", "Reuters/A", "REUTERS/", "x" * 280),
    ]
)


@given(st.lists(PIECES | st.text("aR@./[]()\n ", max_size=2), max_size=14).map("".join), st.booleans())
def test_the_cheap_way_sees_what_the_plain_way_sees(text: str, prose: bool) -> None:
    assert visible_text(text, prose=prose) == plainly_visible(text, prose=prose)


def test_a_text_without_anything_to_blank_is_given_back_as_it_is() -> None:
    text = "Honda met Nissan at 9 a.m. in the U.S.\n\nA photo of it was shown. (Read on.)"
    assert visible_text(text) is text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("&lt;p&gt;Honda &lt;b class=&quot;x&quot;&gt;up&lt;/b&gt;&lt;/p&gt;", "Honda up"),
        ("&amp;lt;br/&amp;gt;Honda", "Honda"),
        ("3 &lt; 4 and 5 &gt; 4", "3 &lt; 4 and 5 &gt; 4"),
        ("&lt;price&gt; of &lt;b", "&lt;price&gt; of &lt;b"),
        ("see &quot;https://x.example/honda&quot;&gt;Nissan", "see &quot; &quot;&gt;Nissan"),
        ("https://x.example/?a=1&amp;b=honda Nissan", "Nissan"),
        ("href=&#39;honda.com/a&#39; Nissan", "href=&#39; &#39; Nissan"),
        ("http://localhost/honda Nissan", "Nissan"),
    ],
)
def test_what_was_escaped_is_blanked_as_if_it_was_not(text: str, wanted: str) -> None:
    seen = visible_text(text)
    assert len(seen) == len(text)
    assert " ".join(seen.split()) == wanted


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("Jane Doe / Getty Images", True),
        ("JANE DOE/GETTY IMAGES", True),
        ("a works of Honda (AP Photo/Jane Doe)", True),
        ("AFP via a friend", True),
        ("REUTERS/Jane Doe", True),
        ("an app photo, and the ap photo", False),
        ("Spaghetti Getty said", False),
        ("Honda told Reuters/", False),
        (f"{'Honda said so. ' * 20} It sued Getty Images.", False),
    ],
)
def test_a_short_line_with_a_credit_is_a_caption(text: str, blanked: bool) -> None:
    seen = visible_text(f"Before.\n{text}\nAfter.")
    assert (text not in seen) is blanked
    assert "Before." in seen
    assert "After." in seen


@pytest.mark.parametrize(
    "piece",
    [
        "Getty Images ",
        "AP Photo",
        "reuters/A",
        "&lt;b ",
        "&lt;p&",
        "www.",
        "a@",
        "a.b",
        "://",
        "- ",
        "\nRelated",
        "\r",
        "@ ",
    ],
)
def test_long_strange_texts_are_no_problem(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert len(visible_text(text)) == len(text)
