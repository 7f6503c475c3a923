"""Names of places in a report, before anybody looks at a map.

A run of capitalised words is a candidate; what stands around it says whether it is a place (a locative preposition,
"town of", "20 km east of"), somebody (a title, a given name, "said") or something else (an organisation). Metonyms
("Moscow said") and demonyms are actors, not places. Whether a weak candidate (``cue`` None) is a place at all is for
the gazetteer to say.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from typing import NamedTuple

from truceline.extract.place_words import (
    ARTICLES,
    COMMAS,
    INITIALS,
    NAME_ENDS,
    NAMED_AFTER_PEOPLES,
    NEED_OF,
    SHARED_FEATURES,
    STREETS,
    TEXTS,
    US_STATES,
    PlaceWords,
    Token,
    name_tokens,
    place_words,
)
from truceline.model.text import Removed
from truceline.model.world import ActorMention, PlaceMention, TimeMention

_ROAD = re.compile(r"[A-Z]{1,2}-?\d{1,3}$")
_BEARING = (
    r"(?:due )?(?:north|south|east|west|northeast|northwest|southeast|southwest|north-east|north-west|south-east"
    r"|south-west|north-north-east|NE|NW|SE|SW|ne|nw|se|sw)(?:ern)?"
)
_DISTANCE = re.compile(
    r"\b(?:\d+(?:[.,]\d+)?|a few|several|some) ?(?:-|–)?(?:\d+ ?)?"
    r"(?:km|kms|kilomet(?:er|re)s?|miles?|mi|met(?:er|re)s?|m)\b(?: \([^)]*\))?(?: to the)?"
    rf"(?: {_BEARING})?(?: (?:of|from|outside|off))? (?:the )?(?:(?:city|town|village|capital) of )?$",
    re.IGNORECASE,
)
_SIDE = re.compile(
    rf"\b(?:to the )?(?:just |far )?{_BEARING} of (?:the )?(?:(?:city|town|village|capital) of )?$", re.IGNORECASE
)
_PART = re.compile(
    r"\b((?:(?:northern|southern|eastern|western|rural|north|south|east|west|north-?eastern|north-?western|south-?eastern"
    r"|south-?western) )?(?:outskirts|suburbs?|countryside|vicinity|environs|edge|periphery|hinterland|rural areas?"
    r"|entrances?|approaches)) of (?:the )?(?:(?:city|town|village) of )?$",
    re.IGNORECASE,
)
_DATELINE_END = re.compile(
    r"(?:, ?[A-Z][\w. ]{1,30})?(?: ?\([^)]{1,30}\))?,?(?: [A-Z][a-z]{2,8}\.? \d{1,2},?)? ?(?:--|—|–| - |:)"
    r"|(?: ?\([^)]{2,30}\))"
)
_AGE = re.compile(r", (?:\d{2}\b|aged? \d)")


_AGENT_BEFORE = re.compile(r"\b(?:by|with|against|and|between)(?: the)? $")
_NO_VERB_AFTER = re.compile(
    r" ?[.,;:)\"”?!](?! ?(?:which|who|said|and [A-Z]))"
    r"| (?:and|or|in|on|to|for|from|after|before|with|where|when|by|at|during|as|since|until|last|this|next|yesterday"
    r"|today|under|over|than|into|about|because|while|if|but|through|of)\b"
    r"|\s*$"
)


class _Run(NamedTuple):
    """Capitalised words that belong together: ``tokens[first:last]``."""

    first: int
    last: int


def find_places(
    text: str, *, actors: Sequence[ActorMention], times: Sequence[TimeMention], removed: Sequence[Removed] = ()
) -> tuple[PlaceMention, ...]:
    """Every word or words of ``text`` that may name a place, in order, not looked up; offsets in code points.

    ``relation`` keeps the words that make it vaguer or shift it, ``feature`` the kind of place, ``cue`` the evidence.
    Words inside ``times`` and ``removed`` are left out, words inside ``actors`` too unless they are used as a place.
    """
    taken = _Spans([(t.start, t.end) for t in times] + [(r.start, r.end) for r in removed])
    acting = _Spans([(a.start, a.end) for a in actors])
    found: list[PlaceMention] = []
    for line in re.finditer(r"[^\n\r]+", text):
        found += _line(text, line.start(), line.end(), taken, acting)
    found = _listed(text, found)
    surnames = _surnames(text)
    small = frozenset(re.findall(r"(?<![\w'’-])[a-z]+", text))
    return tuple(
        m
        for m in found
        if m.cue is not None or not (m.text in surnames or (" " not in m.text and m.text.lower() in small))
    )


def _listed(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """What the first of a list has before it goes for all of them: "near A, B and C"."""
    out: list[PlaceMention] = []
    for mention in found:
        if out and mention.cue is None and out[-1].cue is not None and text[out[-1].end : mention.start] in COMMAS:
            last = out[-1]
            shared = last.cue if last.feature is None or last.feature.endswith("s") else "and"
            feature = last.feature if last.feature in SHARED_FEATURES else None
            relation = last.relation if last.relation in {"near", "around", "outside", "between"} else None
            mention = PlaceMention(
                start=mention.start,
                end=mention.end,
                text=mention.text,
                relation=mention.relation or relation,
                feature=mention.feature or feature,
                cue=shared,
            )
        out.append(mention)
    return out


class _Spans:
    """Spans to stay out of, with a fast question."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.starts = [s for s, _ in self.spans]
        self.exact = frozenset(self.spans)

    def meeting(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans that share a character with ``[start, end)``."""
        i = bisect.bisect_left(self.starts, end)
        return [self.spans[k] for k in range(max(0, i - 4), i) if self.spans[k][1] > start]

    def has(self, start: int, end: int) -> bool:
        """True when exactly this is one of the spans."""
        return (start, end) in self.exact

    def meets(self, start: int, end: int) -> bool:
        """True when any span shares a character with ``[start, end)``."""
        return bool(self.meeting(start, end))


def _beside_actor(text: str, start: int, end: int, acting: _Spans) -> bool:
    """True where a name is a place though an actor is there: within a longer name, or a state that does not act."""
    if acting.has(start, end):
        return text[start:end] in place_words().states and _undergoes(text, start, end)
    return all(
        a <= start and end <= b and (end < b or text[start - 4 : start] == " of ")
        for a, b in acting.meeting(start, end)
    )


def _undergoes(text: str, start: int, end: int) -> bool:
    """True where a state is spoken of and does not act: "a quake hit Mexico.", "visitors from Chile and Peru"."""
    if _AGENT_BEFORE.search(text, max(0, start - 12), start):
        return False
    return _NO_VERB_AFTER.match(text, end) is not None


def _line(text: str, start: int, end: int, taken: _Spans, acting: _Spans) -> list[PlaceMention]:
    words, tokens = place_words(), name_tokens(text, start, end)
    found = []
    for run in _runs(text, tokens, words):
        for piece in _pieces(tokens, run, words):
            mention = _mention(text, start, tokens, run, piece, words, acting)
            if mention is not None and not taken.meets(mention.start, mention.end):
                found.append(mention)
    return found


def _runs(text: str, tokens: list[Token], words: PlaceWords) -> list[_Run]:
    """Longest runs of capitalised words on one line, with particles between them ("Khan al-Asal", "Gulf of Aden")."""
    runs, i = [], 0
    while i < len(tokens):
        if not tokens[i].capital:
            i += 1
            continue
        j = i + 1
        while j < len(tokens):
            if not _adjacent(text, tokens[j - 1], tokens[j]) or tokens[j - 1].text in US_STATES:
                break
            if tokens[j].capital:
                j += 1
                continue
            step = _particle(text, tokens, j, words)
            if step == 0:
                break
            j += step
        runs.append(_Run(i, j))
        i = j
    return runs


def _adjacent(text: str, left: Token, right: Token) -> bool:
    return text[left.end : right.start] == " "


def _particle(text: str, tokens: list[Token], j: int, words: PlaceWords) -> int:
    """How many particles from ``j`` on lead to another capitalised word of the same name; 0 when none do."""
    word = tokens[j].text.lower()
    after = j + 1
    if word in {"of", "and"}:
        if tokens[j - 1].text not in words.heads:
            return 0
        if word == "of" and after < len(tokens) and tokens[after].text == "the":
            after += 1
    elif word not in words.particles:
        return 0
    ok = (
        after < len(tokens)
        and tokens[after].capital
        and all(_adjacent(text, tokens[k], tokens[k + 1]) for k in range(j, after))
    )
    return after + 1 - j if ok else 0


def _pieces(tokens: list[Token], run: _Run, words: PlaceWords) -> list[_Run]:
    """What of a run may be a place: cut at titles and at words for organisations; leading function words go."""
    first, last = run
    while first < last:
        word, follows = tokens[first].text, tokens[first + 1].text if first + 1 < last else ""
        if (
            word in words.openers
            and word in ARTICLES
            and first > 0
            and tokens[first].start == tokens[first - 1].end + 1
        ):
            break
        if word in words.openers or (word in words.peoples and follows not in NAMED_AFTER_PEOPLES):
            first += 1
        else:
            break
    pieces, begin = [], first
    for i in range(first, last):
        word = tokens[i].text
        if word in words.titles or (word in words.organisations and word not in words.features):
            if begin < i and word not in STREETS:
                pieces.append(_Run(begin, i))
            begin = i + 1
        elif word in NAME_ENDS and begin < i:
            pieces.append(_Run(begin, i + 1))
            begin = i + 1
    if begin < last:
        pieces.append(_Run(begin, last))
    return [p for p in pieces if any(t.capital for t in tokens[p.first : p.last])]


def _mention(
    text: str, line: int, tokens: list[Token], run: _Run, piece: _Run, words: PlaceWords, acting: _Spans
) -> PlaceMention | None:
    first, last = piece
    start, end = tokens[first].start, tokens[last - 1].end
    name = text[start:end]
    if len(name) < 2 or (len(name) == 2 and name.isupper() and name not in {"US", "UK"} and not _ROAD.match(name)):
        return None
    if name in words.peoples or (name.endswith("s") and name[:-1] in words.peoples):
        return None
    before = text[max(line, start - 90) : start]
    previous = tokens[first - 1] if first > 0 else None
    follower = tokens[last] if last < len(tokens) else None
    relation, feature, cue = _left(before, tokens, first, words, text)
    end, feature, relation, cue = _right(text, tokens, last, end, feature, relation, cue, words)
    titled = previous is not None and previous.text in words.titles and text[previous.end : start] in {" ", ". "}
    whole = (run.first, run.last) == (first, last)
    if titled and cue is None:
        return None
    given = tokens[first].text in words.given
    if given and last - first > 1 and feature is None and not _feature_word(tokens[last - 1].text, words):
        return None
    if cue is None:
        if (
            follower is not None
            and whole
            and text[end : follower.start] in {" ", ", "}
            and follower.text in words.saying
        ):
            return None
        if last - first == 1 and (given or tokens[first].text in words.not_alone) and not text.startswith(", ", end):
            return None
        if _AGE.match(text, end) and last - first > 1:
            return None
        if not _beside_actor(text, start, end, acting):
            return None
        if follower is not None and text[end : follower.start] == " " and follower.text.lower() in TEXTS:
            return None
        cue = _struck(tokens, first, words, text)
    dateline = tokens[run.first].start - line <= 2 and name.isupper() and _DATELINE_END.match(text, end)
    if dateline:
        cue = "dateline"
    elif name.isupper() and len(name) < 6 and name not in INITIALS and not _ROAD.match(name) and not text.isupper():
        return None
    return PlaceMention(start=start, end=end, text=text[start:end], relation=relation or None, feature=feature, cue=cue)


def _struck(tokens: list[Token], first: int, words: PlaceWords, text: str) -> str | None:
    """ "shelled X", "air strikes on X": what is struck or taken by that name."""
    if first == 0 or text[tokens[first - 1].end : tokens[first].start] != " ":
        return None
    last = tokens[first - 1].text.lower()
    if last in words.striking:
        return last
    if last in {"of", "on", "against"} and first > 1 and tokens[first - 2].text.lower() in words.blows:
        return last
    return None


def _feature_word(word: str, words: PlaceWords) -> bool:
    return word in words.features or word.lower() in words.division


def _left(
    before: str, tokens: list[Token], first: int, words: PlaceWords, text: str
) -> tuple[str, str | None, str | None]:
    """(relation, feature, cue) from what stands before the name."""
    for pattern in (_DISTANCE, _SIDE, _PART):
        match = pattern.search(before)
        if match:
            return match.group().strip(), None, match.group().strip()
    relation: list[str] = []
    feature = cue = None
    i = first - 1
    # walk back over "the", directions, "town of", up to a preposition
    steps = 0
    while i >= 0 and steps < 7:
        word, gap = tokens[i].text, text[tokens[i].end : tokens[i + 1].start]
        lower = word.lower()
        if gap.strip() and gap not in {", ", "’s ", "'s "}:
            break
        if "," in gap and not relation and feature is None:
            break
        if lower in {
            "the",
            "a",
            "an",
            "its",
            "their",
            "nearby",
            "neighbouring",
            "neighboring",
            "country",
            "both",
            "far",
        } or gap in {"’s ", "'s "}:
            pass
        elif lower in words.directions and not tokens[i].capital:
            relation.insert(0, word)
            cue = cue or word
        elif (lower in words.settlement or lower in words.division) and not tokens[i].capital:
            bare = steps == 0 and lower not in NEED_OF
            if bare or tokens[i + 1].text == "of":
                feature = feature or lower
                cue = f"{lower} of" if tokens[i + 1].text == "of" else lower
        elif (
            lower == "of"
            and i > 0
            and (
                tokens[i - 1].text.lower() in words.settlement
                or tokens[i - 1].text.lower() in words.division
                or tokens[i - 1].text.lower() in words.around
            )
        ):
            pass
        elif lower in words.locative or lower in words.relation:
            if lower in words.relation:
                relation.insert(0, lower)
            if lower not in {"off", "beyond", "via", "along"} or not tokens[i].capital:
                cue = cue or lower
            break
        elif lower in {"to", "and", "or", "of", "for"}:
            if lower == "and" and relation == [] and _between(tokens, i):
                relation.insert(0, "between")
                cue = "between"
            break
        else:
            break
        i -= 1
        steps += 1
    return " ".join(relation), feature, cue


def _between(tokens: list[Token], i: int) -> bool:
    """True for the "and" of "between A and B"."""
    return any(t.text.lower() == "between" for t in tokens[max(0, i - 5) : i])


def _right(
    text: str,
    tokens: list[Token],
    last: int,
    end: int,
    feature: str | None,
    relation: str,
    cue: str | None,
    words: PlaceWords,
) -> tuple[int, str | None, str, str | None]:
    """The same from what stands after it; the word for a division belongs to the name ("Idlib province")."""
    if last < len(tokens) and text[end : tokens[last].start] == " " and not tokens[last].capital:
        word = tokens[last].text.lower()
        if word in words.division and word not in {"states", "islands", "parish"}:
            return tokens[last].end, word, relation, cue or word
        if word in words.settlement and word not in {"capital", "community", "base", "camp"}:
            return end, feature or word, relation, cue or word
        if word == "corridor":
            return tokens[last].end, word, relation, cue or word
        if word in words.around:
            return (
                end,
                feature or ("road" if word in {"road", "highway", "motorway"} else feature),
                f"{relation} {word}".strip(),
                cue or word,
            )
        if word in words.directions and last + 1 < len(tokens) and tokens[last + 1].text in words.around:
            return end, feature, f"{word} {tokens[last + 1].text}", cue or word
    return end, feature, relation, cue


def _surnames(text: str) -> frozenset[str]:
    """Last words of what are surely people in this text: a title or a given name before them."""
    words = place_words()
    people = set()
    for match in re.finditer(r"\b([A-Z][\w'’-]+)\.?((?: [A-Z]\.)?(?: [A-Z][\w'’-]+){1,3})", text):
        head, rest = match.group(1), match.group(2).split()
        if (
            (head in words.titles or head in words.given)
            and not _feature_word(rest[-1], words)
            and rest[-1] not in words.organisations
        ):
            people.add(rest[-1])
    return frozenset(people)
