"""Text in columns of a fixed-width screen: wide characters take two, combining ones none."""

import unicodedata

from newsbell.core.render.quoting import Run, Runs

_WIDTHLESS = {"Mn", "Me", "Cf"}


def width_of(text: str) -> int:
    """How many columns the text takes, after Unicode's East Asian Width (UAX 11)."""
    return len(text) if text.isascii() else sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in _WIDTHLESS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(runs: Runs, width: int) -> list[Runs]:
    """The runs as lines of at most `width` columns, broken at blanks; a longer word is broken where it must be."""
    lines: list[list[Run]] = [[]]
    used = 0
    for word in _words(runs):
        for number, piece in enumerate(_pieces(word, width)):
            size = sum(width_of(run.text) for run in piece)
            gap = 1 if used and number == 0 else 0
            if used and used + gap + size > width:
                lines.append([])
                used = gap = 0
            if gap:
                lines[-1].append(Run(" ", marked=lines[-1][-1].marked and piece[0].marked))
            lines[-1].extend(piece)
            used += gap + size
    return [_joined(line) for line in lines if line]


def wrap_text(text: str, width: int) -> list[str]:
    """The plain text as lines of at most `width` columns."""
    return ["".join(run.text for run in line) for line in wrap((Run(text),), width)]


def _words(runs: Runs) -> list[list[Run]]:
    """The runs cut at blanks; a word may be made of marked and unmarked pieces."""
    words: list[list[Run]] = [[]]
    for run in runs:
        for number, piece in enumerate(run.text.replace("\t", " ").split(" ")):
            if number:
                words.append([])
            if piece:
                words[-1].append(Run(piece, run.marked))
    return [word for word in words if word]


def _pieces(word: list[Run], width: int) -> list[list[Run]]:
    """The word itself, or parts of it that fit if it is too wide for a line of its own."""
    if sum(width_of(run.text) for run in word) <= width:
        return [word]
    pieces: list[list[Run]] = [[]]
    used = 0
    for run in word:
        for character in run.text:
            size = _width(character)
            if used and used + size > width:
                pieces.append([])
                used = 0
            pieces[-1].append(Run(character, run.marked))
            used += size
    return pieces


def _joined(line: list[Run]) -> Runs:
    """Neighbours of the same kind as one run."""
    joined: list[Run] = []
    for run in line:
        if joined and joined[-1].marked == run.marked:
            joined[-1] = Run(joined[-1].text + run.text, run.marked)
        else:
            joined.append(run)
    return tuple(joined)
