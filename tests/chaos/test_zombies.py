"""A worker that slept past its lease wakes, and what it brings counts for nothing."""

from pathlib import Path

import pytest

from chaos.scenarios import sleeping_and_given_up, sleeping_over_nothing, sleeping_sender, sleeping_watcher


@pytest.mark.chaos
async def test_what_a_watcher_commits_after_its_lease_is_refused(tmp_path: Path) -> None:
    assert await sleeping_watcher(tmp_path) == []


@pytest.mark.chaos
async def test_what_a_watcher_counts_after_its_lease_is_not_counted_again(tmp_path: Path) -> None:
    assert await sleeping_over_nothing(tmp_path) == []


@pytest.mark.chaos
async def test_what_a_watcher_commits_after_its_articles_were_given_up_is_refused(tmp_path: Path) -> None:
    assert await sleeping_and_given_up(tmp_path) == []


@pytest.mark.chaos
async def test_a_sender_that_wakes_after_its_lease_has_no_say(tmp_path: Path) -> None:
    assert await sleeping_sender(tmp_path) == []
