"""Event types as acts in plain English."""

from __future__ import annotations

from truceline.model.event import EventType

#: Classes of things as reports name them, in the plural.
THINGS = {
    "apc": "armoured personnel carriers",
    "gun": "guns",
    "mlrs": "multiple rocket launchers",
    "missile": "missiles",
    "mortar": "mortars",
    "personnel": "people under arms",
    "sam": "surface-to-air missiles",
    "tank": "tanks",
    "vehicle": "vehicles",
}


def thing(class_: str) -> str:
    """``mlrs.uragan`` -> ``Uragan``, ``artillery.122mm`` -> ``artillery of 122 mm``; an unknown word as it is."""
    head, dot, tail = class_.partition(".")
    if not dot:
        return THINGS.get(class_, class_)
    if tail.endswith("mm") and tail[:-2].isdigit():
        return f"{THINGS.get(head, head)} of {tail[:-2]} mm"
    return "-".join(part.capitalize() if len(part) > 1 else part.upper() for part in tail.split("-"))


#: Every event type as an act that one must, must not or may do.
ACTS: dict[EventType, str] = {
    "attack": "attack",
    "attack.direct_fire": "fire at close range",
    "attack.shelling": "shell",
    "attack.air": "strike from the air",
    "attack.drone": "strike with drones",
    "attack.explosive": "use mines or bombs",
    "attack.chemical": "use chemical weapons",
    "clash": "fight",
    "territory.captured": "capture territory",
    "territory.handed_over": "hand over territory",
    "forces.deployed": "deploy forces",
    "forces.withdrawn": "withdraw forces",
    "weapons.deployed": "deploy weapons",
    "weapons.withdrawn": "withdraw weapons",
    "weapons.transferred": "transfer weapons",
    "fortification": "fortify positions",
    "overflight": "fly over",
    "live_fire_exercise": "hold live-fire exercises",
    "equipment.seized": "seize equipment",
    "equipment.destroyed": "destroy equipment",
    "property.destroyed": "destroy property",
    "looting": "loot",
    "civilians.harmed": "harm civilians",
    "abduction": "abduct people",
    "detention": "detain people",
    "release": "release prisoners, hostages or bodies",
    "displacement": "displace people",
    "return": "let displaced people return",
    "recruitment": "recruit",
    "aid.delivered": "deliver aid",
    "aid.obstructed": "obstruct aid",
    "movement.restricted": "restrict movement",
    "route.opened": "open routes",
    "demining": "clear mines",
    "agreement.signed": "sign an agreement",
    "ceasefire.declared": "declare a ceasefire",
    "ceasefire.in_effect": "bring a ceasefire into effect",
    "ceasefire.suspended": "suspend a ceasefire",
    "ceasefire.extended": "extend a ceasefire",
    "term.described": "say what an agreement means",
    "monitor.deployed": "keep monitors deployed",
    "monitor.patrol": "patrol",
    "monitor.obstructed": "obstruct monitors",
    "coverage": "watch and report",
    "talks": "hold talks",
    "cooperation": "cooperate",
    "protest": "protest",
    "other": "do what the clause says",
}
