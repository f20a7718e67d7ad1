"""The browser harness itself: it signs in, it sees what the server writes, it hears the console."""

import pytest


def test_errors_in_the_console_are_kept(page_for, console) -> None:
    page = page_for()
    page.goto("/healthz")

    page.evaluate("console.error('cassé')")

    assert [problem.rsplit(": ", 1)[1] for problem in console] == ["cassé"]
    console.clear()


def test_axe_finds_what_is_wrong(page_for, axe) -> None:
    page = page_for()
    page.goto("/healthz")
    page.evaluate("document.body.innerHTML = `<img src='data:,'>`")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
