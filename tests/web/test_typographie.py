"""French spaces hold on every page, and nothing but text is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.web.typographie import hold_spaces_in_page


@pytest.mark.parametrize(
    "html",
    [
        '<a title="un : deux" href="?q=a ; b">x</a>',
        "<textarea>un : deux</textarea>",
        "<code>a ; b</code>",
        "<!-- un : deux -->",
        "<script>a ? b : c</script>",
    ],
)
def test_what_is_not_the_text_of_the_page_is_left_alone(html: str) -> None:
    assert hold_spaces_in_page(html) == html


def test_text_between_tags_is_mended_whatever_stands_around() -> None:
    html = "<p>un : <b>deux ;</b></p><code>x : y</code><p>trois ?</p>"
    assert hold_spaces_in_page(html) == ("<p>un\u00a0: <b>deux\u202f;</b></p><code>x : y</code><p>trois\u202f?</p>")


@given(st.text(alphabet="ab <>:;?!%«»&/=\"' \n"))
def test_only_spaces_change_and_doing_it_twice_changes_nothing(html: str) -> None:
    once = hold_spaces_in_page(html)
    assert once.replace("\u00a0", " ").replace("\u202f", " ") == html
    assert hold_spaces_in_page(once) == once
