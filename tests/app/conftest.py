import io
import logging
from collections.abc import Iterator

import pytest

from newsbell.adapters.logs import configure
from newsbell.flow.redaction import Redactor


@pytest.fixture
def own_logging(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What a verb does to this process's logging is undone; gives what was written to the standard streams."""
    root = logging.getLogger()
    before = root.handlers[:]
    undo = configure("json", "warning", Redactor(), io.StringIO())
    yield capsys
    undo()
    root.handlers[:] = before
