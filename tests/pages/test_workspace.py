"""Pages with an invalid workspace."""

import pytest

from tests.pages.opening import ROOT, open_page, read_literal

PAGES = ["app.py", *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*.py"))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_a_workspace_shows_the_reason_in_one_sentence(page, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", "foo://bucket")
    at = open_page(page, run="mnist-deep")
    assert [read_literal(error.value) for error in at.error] == [
        "AECORE_HOME must be a folder or a URL that fsspec can open, but the protocol foo:// is unknown: "
        "check its spelling."
    ]
    assert not at.warning
    assert at.sidebar.markdown


@pytest.mark.parametrize("page", ["app.py", "pages/runs.py", "pages/explore_map.py"])
def test_a_page_works_again_when_its_workspace_is_available(page, home, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", str(home / "file"))
    (home / "file").touch()
    at = open_page(page)
    assert f"{home / 'file'} is a file" in read_literal(at.error[0].value)
    (home / "file").unlink()
    at.run()
    assert not at.error and not at.exception
    assert at.title[0].value
