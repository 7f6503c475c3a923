"""The line filter: what goes, what must stay, and that it is linear and lists true spans."""

from __future__ import annotations

import itertools
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import truceline.read.boilerplate as room
from truceline.read import find_boilerplate, read_bytes

STORY = (
    "The mission said on Friday that the two sides had kept away from the bridge.\n\n"
    "A shopkeeper on the northern bank said he had heard shots in the night.\n\n"
)

GOES = [
    "Subscribe to our newsletter",
    "Sign up here to get the latest news in your inbox.",
    "Sign up for our weekly bulletin",
    "Get the day's top stories delivered to your inbox",
    "By signing up you agree to our terms and privacy policy.",
    "Notify of",
    "Inline Feedbacks",
    "View all comments",
    "Would love your thoughts, please comment.",
    "Leave a Reply",
    "Leave a reply. Your email address will not be published.",
    "Your email address will not be published. Required fields are marked *",
    "Save my name, email, and website in this browser for the next time I comment.",
    "You must be logged in to post a comment.",
    "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
    "Share this article",
    "Share on Facebook",
    "Click to share on Twitter (Opens in new window)",
    "Follow us on Telegram and Facebook",
    "Join our Telegram channel for more",
    "Print this page",
    "We use cookies to give you the best experience.",
    "Cookies help us run this page. Accept all cookies",
    "Advertisement",
    "• Story continues below advertisement",
    "© 2019 The Valley Post. All rights reserved.",
    "All Rights Reserved",
    "Read also: Two sides meet at the bridge",
    "Related: Two sides meet at the bridge",
    "Tags: bridge, mission, valley",
    "You are receiving this email because you asked for our updates.",
    "To unsubscribe from this list, click here.",
    "To be removed from this mailing list, reply with UNSUBSCRIBE.",
    "Inscrivez-vous à notre newsletter",
    "Подписывайтесь на наш канал в Telegram",
    "Оставить комментарий",
]


@pytest.mark.parametrize("line", GOES)
def test_line_goes_from_the_tail_and_from_the_middle(line: str) -> None:
    for text in (STORY + line, STORY + line + "\n\n" + STORY, line + "\n\n" + STORY):
        assert [text[span.start : span.end] for span in find_boilerplate(text)] == [line]


STAYS = [
    "The rebels shared the footage on Telegram, and the army printed leaflets.",
    "Residents who subscribe to the warning service were told to leave.",
    "“Follow us to the bridge,” the officer shouted.",
    '"We lost everything. I want to receive medical care. Nobody came," she said.',
    "The two sides agreed to share this road until Sunday.",
    "To be removed from the sanctions list, groups must contact the committee.",
    "They must accept all conditions of the truce.",
    "All rights reserved to the guarantors were listed in an annex.",
    "The ministry notified the mission of the shelling.",
    "Sign up to get food was the order at the camp.",
    "Comments by the spokesman were published by the state agency.",
    "Reply came within an hour: the artillery fired back.",
    "Related incidents were reported in two villages.",
    "The advertisement of the ceasefire on state radio began at noon.",
    "Print shops in the town were looted.",
    "More shelling was heard later.",
    "Read the statement, the mission said, and judge.",
    "Register of the displaced: 400 families",
    "He was logged in at the checkpoint to post a guard.",
    "The commander would love your thoughts on that, a mediator joked.",
    "The cookies help us through the siege.",
    "Donate blood now, the hospital told residents.",
    "Save my name from this list, he asked.",
    "Previous attacks killed four.",
    "Most of those killed were children.",
    "5 killed",
    "• Partners report that an ambulance was hit.",
    "Syria",
    "Idlib",
    "Print",
]


@pytest.mark.parametrize("line", STAYS)
def test_prose_stays(line: str) -> None:
    for text in (STORY + line, STORY + line + "\n\n" + STORY, line + "\n\n" + STORY, STORY.strip() + " " + line):
        assert find_boilerplate(text) == ()


def test_sentence_in_a_paragraph() -> None:
    notice = "To be removed from this mailing list, reply with UNSUBSCRIBE."
    text = STORY + "For questions, write to the information unit. " + notice + "\n"
    assert [(text[span.start : span.end], span.why) for span in find_boilerplate(text)] == [
        (notice, "mailing-list notice")
    ]


def test_doubtful_lines_go_beside_sure_ones_only() -> None:
    text = STORY + "Share this article\nPrint\nEmail\n\n0\n"
    assert [text[span.start : span.end] for span in find_boilerplate(text)] == [
        "Share this article",
        "Print",
        "Email",
        "0",
    ]
    text = "Facebook\nTwitter\n\n" + STORY
    assert [text[span.start : span.end] for span in find_boilerplate(text)] == ["Facebook", "Twitter"]


def test_related_headlines_at_the_tail() -> None:
    links = "Related articles\nTwo sides meet at the bridge\nShells hit the mill, three killed\n"
    assert len(find_boilerplate(STORY + links)) == 3
    assert find_boilerplate(STORY + links + "\n" + STORY) == ()
    assert find_boilerplate(STORY + "Related news\nThe army shelled the mill on Friday.\n") == ()


lines = st.sampled_from([*GOES, *STAYS, "", "  ", "Share", "x", "1", "\u200f", "a. b! c?", "Related"])


@settings(deadline=None)
@given(st.lists(lines, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_spans_are_true_and_apart(chosen: list[str], newline: str) -> None:
    text = newline.join(chosen)
    spans = find_boilerplate(text)
    for span in spans:
        words = text[span.start : span.end]
        assert words
        assert words == words.strip()
        assert "\n" not in words
        assert span.why
    for before, after in itertools.pairwise(spans):
        assert before.end <= after.start


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    for span in find_boilerplate(text):
        assert 0 <= span.start < span.end <= len(text)


def test_patterns_are_plain() -> None:
    """No nested quantifiers, no unbounded gaps: every pattern is linear on a line."""
    source = (Path(room.__file__).parent / "boilerplate.toml").read_text(encoding="utf-8")
    for rule in tomllib.loads(source)["rule"]:
        for key in ("sure", "doubt", "opens"):
            for pattern in rule.get(key, ()):
                re.compile(pattern)
                assert not re.search(r"(?<!\\)[*+]\)?[*+{]", pattern), pattern
                assert not re.search(r"\.[*+]", pattern), pattern
                assert pattern == pattern.lower() or "\\" in pattern, pattern


@pytest.mark.parametrize(
    "text",
    ["share this " * 90_000, "share\n" * 150_000, "subscribe to our " + "daily " * 150_000, ". " * 500_000,
     " " * 1_000_000,
     ("we use cookies " + "and " * 90 + "\n") * 2_500,
     "to unsubscribe " * 60_000, "(" * 1_000_000, "read more: " * 90_000],
    ids=range(9),
)  # fmt: skip
def test_a_megabyte_of_anything(text: str) -> None:
    start = time.process_time()
    find_boilerplate(text)
    assert time.process_time() - start < 6


def test_on_a_report_the_text_stays_whole() -> None:
    text = STORY + "Share this article\n"
    report = read_bytes(text.encode(), name="a.txt")
    assert report.text == text
    assert [report.text[span.start : span.end] for span in report.removed] == ["Share this article"]
