import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def tool() -> ModuleType:
    """tools/contracts.py as a module."""
    path = Path(__file__).parents[2] / "tools" / "contracts.py"
    spec = importlib.util.spec_from_file_location("contracts_tool", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks its caller up there
    spec.loader.exec_module(module)
    return module
