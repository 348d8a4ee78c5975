"""What nobody expected still ends in words and with an exit code."""

import pytest

from newsbell.cli.trouble import EXIT_WRONG, report


def test_a_fault_of_our_own_shows_its_trace_and_then_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 // 0

    code = report(caught.value)

    out, err = capsys.readouterr()
    assert (code, out) == (EXIT_WRONG, "")
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.splitlines()[-1] == (
        "newsbell: stopped by a fault of its own (ZeroDivisionError); please report it with the lines above"
    )


def test_a_full_disk_is_no_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    code = report(OSError(28, "No space left on device"))

    assert code == EXIT_WRONG
    assert capsys.readouterr().err == (
        "newsbell: the output can not be written (No space left on device); free some space, or write it elsewhere\n"
    )
