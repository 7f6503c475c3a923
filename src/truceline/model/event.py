"""What can happen: the closed list of event types with their codes, and the event itself.

Codes: PLOVER type/mode (openeventdata/PLOVER, commit 5e0c24fb), CAMEO (root), ACLED sub-event. The crosswalk is ours;
several codes in one field mean that the right one depends on the event, a dash that there is none, "SD:" the ACLED
event type "Strategic developments".
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from truceline.model.world import Place, TimeInterval


class Codes(NamedTuple):
    """The codes of one event type in PLOVER, CAMEO and ACLED."""

    plover: str
    cameo: str
    acled: str


EventType = Literal[
    "attack",
    "attack.direct_fire",
    "attack.shelling",
    "attack.air",
    "attack.drone",
    "attack.explosive",
    "attack.chemical",
    "clash",
    "territory.captured",
    "territory.handed_over",
    "forces.deployed",
    "forces.withdrawn",
    "weapons.deployed",
    "weapons.withdrawn",
    "weapons.transferred",
    "fortification",
    "overflight",
    "live_fire_exercise",
    "equipment.seized",
    "equipment.destroyed",
    "property.destroyed",
    "looting",
    "civilians.harmed",
    "abduction",
    "detention",
    "release",
    "displacement",
    "return",
    "recruitment",
    "aid.delivered",
    "aid.obstructed",
    "movement.restricted",
    "route.opened",
    "demining",
    "agreement.signed",
    "ceasefire.declared",
    "ceasefire.in_effect",
    "ceasefire.suspended",
    "ceasefire.extended",
    "term.described",
    "monitor.deployed",
    "monitor.patrol",
    "monitor.obstructed",
    "coverage",
    "talks",
    "cooperation",
    "protest",
    "other",
]

#: Every event type with its codes; the keys are exactly the members of :data:`EventType`.
EVENT_TYPES: dict[EventType, Codes] = {
    "attack": Codes("ASSAULT/-", "190 (19)", "Armed clash"),
    "attack.direct_fire": Codes("ASSAULT/firearms", "193 (19)", "Armed clash"),
    "attack.shelling": Codes("ASSAULT/heavy-weapons", "194 (19)", "Shelling/artillery/missile attack"),
    "attack.air": Codes("ASSAULT/aerial", "195 (19)", "Air/drone strike"),
    "attack.drone": Codes("ASSAULT/drone", "195 (19)", "Air/drone strike"),
    "attack.explosive": Codes(
        "ASSAULT/explosives; suicide-attack",
        "183, 1831-1833 (18)",
        "Remote explosive/landmine/IED; Suicide bomb; Grenade",
    ),
    "attack.chemical": Codes("ASSAULT/unconventional", "2041 (20)", "Chemical weapon"),
    "clash": Codes("ASSAULT/firearms or -", "190, 193 (19)", "Armed clash"),
    "territory.captured": Codes(
        "COERCE/seize, context territory",
        "192 (19)",
        "Government regains territory; Non-state actor overtakes territory (by captor)",
    ),
    "territory.handed_over": Codes("RETREAT/withdraw", "0874 (08)", "SD: Non-violent transfer of territory"),
    "forces.deployed": Codes(
        "MOBILIZE/troops; militia", "154 (15)", "SD: Headquarters or base established; else SD: Other"
    ),
    "forces.withdrawn": Codes(
        "RETREAT/withdraw", "087, 0874 (08)", "SD: Other; Non-violent transfer of territory if land changes hands"
    ),
    "weapons.deployed": Codes("MOBILIZE/weapons", "150, 154 (15)", "SD: Other"),
    "weapons.withdrawn": Codes("RETREAT/withdraw; disarm if given up", "087, 0873 (08)", "SD: Other"),
    "weapons.transferred": Codes("AID/-, context military", "072 (07)", "SD: Other"),
    "fortification": Codes("MOBILIZE/-", "150 (15)", "SD: Headquarters or base established; else SD: Other"),
    "overflight": Codes("MOBILIZE/weapons", "150 (15)", "SD: Other"),
    "live_fire_exercise": Codes("MOBILIZE/troops", "150, 152 (15)", "SD: Other"),
    "equipment.seized": Codes("COERCE/seize", "1711 (17)", "SD: Disrupted weapons use"),
    "equipment.destroyed": Codes("ASSAULT/destroy", "1712 (17)", "SD: Disrupted weapons use, or the means of attack"),
    "property.destroyed": Codes("ASSAULT/destroy", "1712 (17)", "SD: Looting/property destruction"),
    "looting": Codes("COERCE/seize", "1711 (17)", "SD: Looting/property destruction"),
    "civilians.harmed": Codes(
        "ASSAULT/ by means; sexual; torture; targeted",
        "180, 182, 186 (18), 202 (20)",
        "Attack; Sexual violence; or the means of attack",
    ),
    "abduction": Codes("ASSAULT/abduct", "181 (18)", "Abduction/forced disappearance"),
    "detention": Codes("COERCE/arrest", "173 (17)", "SD: Arrests"),
    "release": Codes("RETREAT/release", "0841 (08)", "SD: Other"),
    "displacement": Codes("SANCTION/expel (actor: who caused it)", "201 (20), 174 (17)", "SD: Other"),
    "return": Codes("RETREAT/-", "084 (08)", "SD: Other"),
    "recruitment": Codes(
        "MOBILIZE/militia; troops", "154 (15)", "SD: Change to group/activity; forced: Abduction/forced disappearance"
    ),
    "aid.delivered": Codes("AID/-, context human_security", "073 (07); allowing it 0863 (08)", "SD: Other"),
    "aid.obstructed": Codes("COERCE/withhold; restrict", "191 (19), 1223 (12)", "SD: Other"),
    "movement.restricted": Codes("COERCE/restrict", "191 (19)", "SD: Other"),
    "route.opened": Codes("RETREAT/-", "0872 (08)", "SD: Other"),
    "demining": Codes("COOPERATE/-", "06", "SD: Disrupted weapons use"),
    "agreement.signed": Codes("SUPPORT/-", "057 (05)", "SD: Agreement"),
    "ceasefire.declared": Codes(
        "CONCEDE/- (manual); RETREAT/ceasefire (table)", "0871 (08)", "SD: Agreement if agreed; else SD: Other"
    ),
    "ceasefire.in_effect": Codes("RETREAT/ceasefire", "0871 (08)", "SD: Agreement"),
    "ceasefire.suspended": Codes("REJECT/yield", "1246 (12)", "SD: Change to group/activity"),
    "ceasefire.extended": Codes("SUPPORT/- if signed; AGREE/- if intended", "057 (05), 0356 (03)", "SD: Agreement"),
    "term.described": Codes("-", "-", "-"),
    "monitor.deployed": Codes(
        "AID/-, context peacekeeping; host: RETREAT/access", "074 (07), 0861-0862 (08)", "SD: Other"
    ),
    "monitor.patrol": Codes("AID/-, context peacekeeping; joint: COOPERATE/-", "074 (07), 062 (06)", "SD: Other"),
    "monitor.obstructed": Codes("REJECT/yield; expelled: SANCTION/expel", "1245 (12), 1661-1662 (16)", "SD: Other"),
    "coverage": Codes("-", "-", "-"),
    "talks": Codes("CONSULT/visit, third-party, multilateral, phone", "040-046 (04)", "SD: Other"),
    "cooperation": Codes("COOPERATE/-", "060, 062 (06)", "SD: Other"),
    "protest": Codes("PROTEST/demo; riot", "141, 145 (14)", "Peaceful protest; Violent demonstration"),
    "other": Codes("-", "-", "SD: Other"),
}

#: Done the other way round: evidence of one is evidence against the other.
CONTRARY = {
    "weapons.withdrawn": "weapons.deployed",
    "weapons.deployed": "weapons.withdrawn",
    "forces.withdrawn": "forces.deployed",
    "forces.deployed": "forces.withdrawn",
    "route.opened": "movement.restricted",
    "movement.restricted": "route.opened",
}


def is_kind_of(kind: str, of: str) -> bool:
    """True when ``kind`` is ``of`` or a kind of it: ``attack.air`` is a kind of ``attack``."""
    return kind == of or kind.startswith(of + ".")


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many, as it was said: "several" is low 2, high None. ``text`` keeps the words. Never summed over sources."""

    low: int | None = None
    high: int | None = None
    text: str | None = None


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something seized, destroyed, seen or moved: the words, the class they fall in, and how many."""

    text: str
    class_: str | None = msgspec.field(default=None, name="class")
    count: Count | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to have happened.

    ``actors`` and ``recipients`` are ids of actors; several in one role are alternatives or joint, as the words
    leave it open. An empty tuple means that nobody is named.
    """

    type: EventType
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: Place | None = None
    time: TimeInterval | None = None
    means: tuple[str, ...] = ()
    deaths: Count | None = None
    injured: Count | None = None
    objects: tuple[Thing, ...] = ()
