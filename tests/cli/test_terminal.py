"""The progress line."""

import pytest

from newsbell.cli.terminal import meter_line


@pytest.mark.parametrize(
    ("fraction", "articles", "seconds", "line"),
    [
        (0.25, 1_000, 2.0, "[#####---------------]  25%  1,000 articles, 3 matches  500/s  0:06 left"),
        (0.5, 10, 1.0, "[##########----------]  50%  10 articles, 3 matches  10/s"),
        (1.0, 1, 4.0, "[####################] 100%  1 article, 3 matches  0/s  0:00 left"),
        (0.01, 5_000, 60.0, "[--------------------]   1%  5,000 articles, 3 matches  83/s  1:39:00 left"),
        (None, 7, 2.0, "7 articles, 3 matches  4/s"),
        (0.0, 0, 0.0, "[--------------------]   0%  0 articles, 3 matches"),
    ],
)
def test_it_says_how_far_how_fast_and_how_long(
    fraction: float | None, articles: int, seconds: float, line: str
) -> None:
    assert meter_line(fraction, articles, seconds, "3 matches") == line
