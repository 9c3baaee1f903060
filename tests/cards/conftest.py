"""The gallery, gathered once; the browser only takes part in ``make proof``."""

import os

import pytest

from tests.cards.gallery import gathered

collect_ignore = [] if os.environ.get("VBE_PROOF") else ["test_pictures.py"]


@pytest.fixture(scope="session")
def gallery():
    return gathered()
