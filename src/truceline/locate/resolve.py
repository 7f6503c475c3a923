"""Which of its candidates each toponym of a report means, all of them together.

After Leidner's minimality heuristics (2007) and Buscaldi's survey (2011): what the words say ("X, Y", "province of"),
how well the spelling agrees, how many people live there, and how near a candidate lies to what the other names mean.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from truceline.locate.folds import plain_key
from truceline.locate.gazetteer import Gazetteer, Match, Region, distance_km, prior
from truceline.locate.index import Row
from truceline.model.world import PlaceMention

#: Only so many candidates of a name take part; the rest are smaller or spelled less alike.
MOST_CANDIDATES = 12
#: Candidates of one text that are laid beside each other: bounds time and memory on long lists of names.
MOST_VOTERS = 600


def _set(words: str) -> frozenset[str]:
    """Words parted by spaces, as a set."""
    return frozenset(words.split())


_DIVISIONS = _set(
    "province provinces governorate governorates oblast region department canton prefecture territory "
    "republic state states"
)
_DISTRICTS = frozenset(
    ["district", "districts", "county", "counties", "raion", "rayon", "parish", "sub-district", "subdistrict"]
)
_SETTLEMENTS = _set(
    "town towns village villages city cities settlements settlement hamlet township port camp neighborhood "
    "neighbourhood suburb community"
)
_DIRECTIONS = _set(
    "northern southern eastern western north south east west northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern north-east north-west south-east south-west "
    "north-eastern north-western south-eastern south-western central rural greater upper lower"
)
#: Prepositions that go with people and firms as often as with places.
_FAINT = frozenset({"from", "at", "into", "off", "via", "towards", "toward", "inside"})
_SURE = frozenset({"country", "admin1", "region", "sea", "road", "river", "line", "area", "post"})
_WIDE = frozenset({"admin1", "admin2", "country", "region"})


class Named(NamedTuple):
    """A mention with the part of it that is the name, and the rows that bear it.

    ``partial``: only its beginning is a name ("Athens" of "Athens Regional Park"), good if the text has it elsewhere.
    """

    mention: PlaceMention
    name: str
    matches: tuple[Match, ...]
    partial: bool = False


class Choice(NamedTuple):
    """What a mention was taken to mean; ``match`` None when nothing fits. ``candidates`` counts what was weighed."""

    named: Named
    match: Match | None
    candidates: int


def name_mention(mention: PlaceMention, gazetteer: Gazetteer, region: Region | None) -> Named | None:
    """Find the rows for a mention; None when neither the gazetteer nor the sentence says that this is a place."""
    for start, end, name, relation in _readings(mention):
        matches = gazetteer.matches(name)
        if not matches and region is not None and mention.cue is not None:
            matches = tuple(gazetteer.similar(name, region.countries))
        if matches:
            words = mention.text[start:end]
            kept = PlaceMention(
                start=mention.start + start,
                end=mention.start + end,
                text=words,
                relation=relation or mention.relation,
                feature=mention.feature,
                cue=mention.cue,
            )
            return Named(kept, name, matches)
    if mention.cue is None and " " in mention.text:
        return _beginning(mention, gazetteer)
    told = mention.feature is not None or (mention.relation is not None and mention.cue is not None)
    return Named(mention, mention.text, ()) if told and not mention.text.isupper() else None


def _beginning(mention: PlaceMention, gazetteer: Gazetteer) -> Named | None:
    words = mention.text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        name = " ".join(words[:count])
        matches = tuple(m for m in gazetteer.matches(name) if m.quality >= 0.9)
        if matches:
            shorter = PlaceMention(start=mention.start, end=mention.start + len(name), text=name)
            return Named(shorter, name, matches, partial=True)
    return None


def _readings(mention: PlaceMention) -> list[tuple[int, int, str, str | None]]:
    """(start, end, name, relation) in the mention's words: as it stands, without the kind word, without a direction."""
    text = mention.text
    out: list[tuple[int, int, str, str | None]] = []
    words = text.split(" ")
    if mention.feature is not None and words[-1].lower() == mention.feature and len(words) > 1:
        if mention.feature == "corridor":
            out.append((0, len(text), text, None))
        out.append((0, len(text), text[: -len(words[-1]) - 1], None))
    out.append((0, len(text), text, None))
    if words[0].lower() in _DIRECTIONS and len(words) > 1:
        rest = text[len(words[0]) + 1 :]
        out.append((len(words[0]) + 1, len(text), rest, words[0].lower()))
    if words[0].lower() == "the" and len(words) > 1:
        out.append((4, len(text), text[4:], None))
    if len(words) > 1 and words[-1] in {
        "City",
        "Province",
        "Governorate",
        "District",
        "Oblast",
        "Region",
        "Town",
        "Village",
    }:
        out.append((0, len(text), text[: -len(words[-1]) - 1], None))
    if text.isupper():
        for count in range(len(words) - 1, 0, -1):
            part = " ".join(words[:count])
            out.append((0, len(part), part, None))
    return out


def choose(named: Sequence[Named], text: str, gazetteer: Gazetteer, region: Region | None) -> list[Choice]:
    """One choice for each mention, from all of them together. The same input gives the same answer."""
    containers = [_container(named, i, text) for i in range(len(named))]
    pools = [_pool(item, containers[i], named, gazetteer, region) for i, item in enumerate(named)]
    base = [[_base(match, item, region) for match in pool] for item, pool in zip(named, pools, strict=True)]
    scores = _contained(pools, containers, _with_neighbours(named, pools, base))
    choices = []
    for i, (item, pool) in enumerate(zip(named, pools, strict=True)):
        if not pool:
            choices.append(Choice(item, None, 0))
            continue
        best = min(range(len(pool)), key=lambda k: (-scores[i][k], pool[k].row.id))
        choices.append(Choice(item, pool[best], len(pool)))
    return _kept(choices, containers, gazetteer)


def _container(named: Sequence[Named], i: int, text: str) -> int | None:
    """The mention right behind this one that names what it lies in ("Paris, Texas"; "Saraqib in Idlib province")."""
    if i + 1 >= len(named):
        return None
    between = text[named[i].mention.end : named[i + 1].mention.start]
    between = between.removeprefix(f" {named[i].mention.feature}").removesuffix(f"{named[i + 1].mention.relation} ")
    if between not in {", ", " (", ", in ", " in ", " in the ", ", in the "}:
        return None
    if any(m.row.kind == "country" and m.quality > 0.9 for m in named[i].matches):
        return None  # a list of countries
    return i + 1 if any(m.row.kind in _WIDE for m in named[i + 1].matches) else None


def _pool(
    item: Named, container: int | None, named: Sequence[Named], gazetteer: Gazetteer, region: Region | None
) -> list[Match]:
    matches = list(item.matches)
    if container is not None:
        around = [m for m in named[container].matches if m.row.kind in _WIDE]
        countries = {m.row.country for m in around if m.row.country}
        if countries and not any(m.row.country in countries for m in matches):
            matches += gazetteer.similar(item.name, sorted(countries))
    ranked = sorted(matches, key=lambda m: (-(m.quality * (0.3 + prior(m.row)) * _inside(m, region)), m.row.id))
    if container is None:
        return ranked[:MOST_CANDIDATES]
    inside = [m for m in ranked if any(_within(m, a) for a in around)]
    if any(a.row.kind == "country" and a.quality > 0.9 for a in around):
        # "X, Nigeria": an X elsewhere is not meant, however well known
        return inside[:MOST_CANDIDATES]
    return (inside + [m for m in ranked if m not in inside])[:MOST_CANDIDATES]


def _inside(match: Match, region: Region | None) -> float:
    return 1.0 if region is None or not region.countries or match.row.country in region.countries else 0.3


def _within(match: Match, around: Match) -> bool:
    row, outer = match.row, around.row
    if row.id == outer.id or not outer.country or row.country != outer.country:
        return False
    if outer.kind == "country":
        return True
    if outer.kind == "admin1":
        return row.admin1 == outer.admin1 and row.kind != "country"
    if outer.kind == "admin2":
        return row.admin1 == outer.admin1 and row.admin2 == outer.admin2
    return distance_km(row.lat, row.lon, outer.lat, outer.lon) <= outer.radius_km


def _base(match: Match, item: Named, region: Region | None) -> float:
    """What speaks for one candidate by itself."""
    row, feature = match.row, item.mention.feature
    score = 2.0 * match.quality + 1.3 * prior(row)
    if feature in _DIVISIONS:
        score += {"admin1": 1.5, "admin2": 0.3, "country": 0.3}.get(row.kind, 0.0)
    elif feature in _DISTRICTS:
        score += {"admin2": 1.2, "admin1": 0.4}.get(row.kind, 0.0)
    elif feature in _SETTLEMENTS or item.mention.cue == "dateline" or _by_distance(item.mention.relation):
        score += 1.2 if row.kind not in _WIDE else 0.0
    elif match.quality > 0.9 and _holds_its_city(row, item.matches):
        # city and division of one name and no word to tell them: the wider one holds both
        score += 0.9
    elif row.kind == "country" and match.quality > 0.9:
        score += 0.25
    if region is not None:
        if region.countries:
            score += 1.0 if row.country in region.countries else -0.5
        if region.lat is not None and region.lon is not None:
            beyond = max(0.0, distance_km(region.lat, region.lon, row.lat, row.lon) - (region.radius_km or 0.0))
            score += 0.8 / (1 + beyond / 50)
    return score


def _holds_its_city(row: Row, matches: Sequence[Match]) -> bool:
    """True for a division whose namesake city the bare name would mean (not in the USA: "New York", "Washington")."""
    if row.kind != "admin1" or row.country == "US":
        return False
    rivals = [m.row for m in matches if m.row.kind not in {"admin1", "admin2"}]
    best = max(rivals, key=lambda r: (prior(r), r.id), default=None)
    return best is not None and best.kind == "city" and best.country == row.country and best.admin1 == row.admin1


def _by_distance(relation: str | None) -> bool:
    if relation is None:
        return False
    if "countryside" in relation or "rural" in relation or "hinterland" in relation:
        return False
    return any(c.isdigit() for c in relation) or any(w in relation for w in (" of", "near", "outside", "off"))


def _with_neighbours(named: Sequence[Named], pools: list[list[Match]], base: list[list[float]]) -> list[list[float]]:
    """Adds, for each candidate, how well it goes with the likeliest candidates of the other names."""
    names: dict[str, int] = {}
    group = [names.setdefault(plain_key(n.name), len(names)) for n in named]
    rows = [(i, k) for i in range(len(named)) for k in range(len(pools[i]))]
    # one pool a name: repeated names neither vote for themselves nor cost time
    first = {g: i for i, g in reversed(list(enumerate(group)))}
    share = max(1, MOST_VOTERS // max(1, len(names)))
    ranks = {i: set(sorted(range(len(pools[i])), key=lambda k: -base[i][k])[:share]) for i in first.values()}
    voters = [(group[i], i, k) for i, k in rows if first[group[i]] == i and k in ranks[i]][:MOST_VOTERS]
    if len(names) < 2 or not voters:
        return base
    lat = np.radians([pools[i][k].row.lat for _, i, k in voters])
    lon = np.radians([pools[i][k].row.lon for _, i, k in voters])
    weight = np.array([math.exp(2.0 * (base[i][k] - max(base[i]))) for _, i, k in voters])
    kind = np.array([1.0 if pools[i][k].row.kind not in {"country", "region"} else 0.0 for _, i, k in voters])
    country = np.array([pools[i][k].row.country for _, i, k in voters])
    division = np.array([f"{pools[i][k].row.country}.{pools[i][k].row.admin1}" for _, i, k in voters])
    has_division = np.array([bool(pools[i][k].row.admin1) for _, i, k in voters])
    groups = np.array([g for g, _, _ in voters])
    h = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    away = 12742.0 * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    near = np.exp(-away / 120.0) * kind * kind[:, None]
    same_division = 0.45 * ((division[:, None] == division) & has_division)
    same_country = 0.25 * ((country[:, None] == country) & (country != ""))
    bond = np.maximum(np.maximum(near, same_division), same_country) * weight
    bond[groups[:, None] == groups] = 0.0
    total = np.zeros(len(voters))
    for g in range(len(names)):
        members = groups == g
        if members.any():
            total += bond[:, members].max(axis=1)
    total = 1.1 * total / math.sqrt(max(1, len(names) - 1))
    bonus = {(g, pools[i][k].row.id): float(total[v]) for v, (g, i, k) in enumerate(voters)}
    return [
        [base[i][k] + bonus.get((group[i], pools[i][k].row.id), 0.0) for k in range(len(pools[i]))]
        for i in range(len(named))
    ]


def _contained(pools: list[list[Match]], containers: list[int | None], scores: list[list[float]]) -> list[list[float]]:
    """Adds what "Paris, Texas" says to both names: one lies in the other."""
    out = [list(s) for s in scores]
    for i in range(len(pools) - 1, -1, -1):
        j = containers[i]
        if j is None or not pools[i] or not pools[j]:
            continue
        best = max(out[j])
        trust = [math.exp(out[j][b] - best) for b in range(len(pools[j]))]
        inside = [[_within(match, around) for around in pools[j]] for match in pools[i]]
        for k in range(len(pools[i])):
            out[i][k] += 2.5 * max((t for t, yes in zip(trust, inside[k], strict=True) if yes), default=0.0)
        for b in range(len(pools[j])):
            if any(inside[k][b] for k in range(len(pools[i]))):
                out[j][b] += 0.8
    return out


def _kept(choices: list[Choice], containers: list[int | None], gazetteer: Gazetteer) -> list[Choice]:
    """Leaves out words that only look like a place: capitalised, known somewhere, but nothing says that it is meant."""
    firm = {
        plain_key(c.named.name)
        for i, c in enumerate(choices)
        if (c.named.mention.cue is not None and c.named.mention.cue not in _FAINT) or containers[i] is not None
    }
    held = {j for j in containers if j is not None}
    often = Counter(plain_key(c.named.name) for c in choices)
    about = _countries_of(choices)
    kept = []
    for i, choice in enumerate(choices):
        mention, match = choice.named.mention, choice.match
        key = plain_key(choice.named.name)
        faint = (
            mention.cue in _FAINT
            and mention.feature is None
            and " " not in key
            and match is not None
            and match.row.population < 5000
        )
        if match is None or i in held or key in firm or (mention.cue is not None and not faint):
            kept.append(choice)
            continue
        row = match.row
        sure = (
            row.kind in _SURE
            or row.id in gazetteer.own
            or (row.kind == "admin2" and " " in key)
            or row.population >= 30_000
        )
        if (
            " " in key
            and match.quality >= 0.7
            and (row.id in gazetteer.own or row.country in about)
            and not choice.named.partial
        ) or (
            not choice.named.partial
            and match.quality >= 0.9
            and (sure or (" " in key and row.population >= 1000) or often[key] > 2 or row.country in about)
        ):
            kept.append(choice)
    return kept


def _countries_of(choices: list[Choice]) -> frozenset[str]:
    """Countries that at least two different names with a cue lie in, or that the text names itself."""
    votes: dict[str, set[str]] = {}
    for choice in choices:
        if choice.match is None or (choice.named.mention.cue is None and choice.match.row.kind != "country"):
            continue
        names = votes.setdefault(choice.match.row.country, set())
        names.add(plain_key(choice.named.name))
        if choice.match.row.kind == "country":
            names.add("")
    return frozenset(country for country, names in votes.items() if country and len(names) > 1)
