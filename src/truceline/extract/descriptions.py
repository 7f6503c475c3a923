"""What a description of a term says in numbers, dates, acts and names, so that it can be laid beside the text.

Each fact is a :class:`~truceline.model.event.Thing` whose class says what it is: ``distance.from`` ("20 km from the
zone"), ``distance.deep``, ``distance.wide``, ``distance``, ``duration.day``, ``signed`` (the text is the TIMEX3 value),
``document`` (the name it is given), ``guarantor``, or an event type (an act that the term asks for or forbids).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from truceline.extract.counts import number
from truceline.extract.trigger import Trigger
from truceline.model.event import Count, Thing
from truceline.model.world import TimeMention

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[a-z]+)"
_DISTANCE = re.compile(
    rf"\b(?P<low>{_NUMBER})(?:\s*(?:-|–|to|and)\s*(?P<high>{_NUMBER}))?[\s-]*(?:km|kms|kilomet(?:re|er)s?)\b(?P<rest>[\s-]*\w*)",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"\b(?P<low>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?[\s-]+(?P<unit>hour|day|week|month)s?\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?!(?:The|This|That|These|Under|By|Both|An?)\s)(?:[A-Z][\w'’-]+\s+){1,5}(?:[Mm]emorandum|[Aa]greement|[Aa]ccord|[Pp]rotocol|[Tt]reaty|[Dd]eal|[Pp]ackage|Statement)\b"
)
_SIGNED = re.compile(r"\b(?:signed|concluded|reached|agreed)\b[^.;]{0,40}$", re.IGNORECASE)


def facts_of(
    triggers: Sequence[Trigger],
    span: tuple[int, int],
    sentence: str,
    offset: int,
    words: str,
    times: Sequence[TimeMention],
) -> tuple[Thing, ...]:
    """The facts of a described term, in a fixed order.

    ``triggers`` are those of the paragraph and ``span`` is the description's first and last token; ``sentence`` is its
    sentence, which begins at ``offset`` in the report, and ``words`` the description itself.
    """
    found: list[Thing] = [*_distances(words), *_durations(words)]
    found += [
        Thing(text=trigger.token.text, class_=trigger.types[0])
        for trigger in triggers
        if span[0] <= trigger.token.i <= span[1] and trigger.types[0] not in {"term.described", "agreement.signed"}
    ]
    if re.search(r"\bguarantors?\b", words, re.IGNORECASE):
        found.append(Thing(text="guarantors", class_="guarantor"))
    if (name := _DOCUMENT.search(sentence)) is not None:
        found.append(Thing(text=name.group(), class_="document"))
    for mention in times:
        at = mention.start - offset
        if 0 <= at < len(sentence) and mention.value is not None and _SIGNED.search(sentence[:at]):
            found.append(Thing(text=mention.value, class_="signed"))
            break
    return tuple(found)


def _distances(words: str) -> Iterator[Thing]:
    for match in _DISTANCE.finditer(words):
        low = number(match["low"])
        high = number(match["high"]) if match["high"] else low
        if low is None or high is None:
            continue
        after = words[match.end("rest") - len(match["rest"]) :].lstrip(" -").lower()
        relation = next((r for r in ("from", "deep", "wide", "in depth") if after.startswith(r)), "")
        kind = {
            "from": "distance.from",
            "deep": "distance.deep",
            "in depth": "distance.deep",
            "wide": "distance.wide",
        }.get(relation, "distance")
        text = words[match.start() : match.end("rest") if relation in {"deep", "wide"} else match.start("rest")].strip()
        yield Thing(text=text, class_=kind, count=Count(low=low, high=high, text=text))


def _durations(words: str) -> Iterator[Thing]:
    for match in _DURATION.finditer(words):
        low = number(match["low"])
        if low is not None:
            high = number(match["high"]) if match["high"] else low
            yield Thing(
                text=match.group(),
                class_=f"duration.{match['unit'].lower()}",
                count=Count(low=low, high=high, text=match.group()),
            )
