"""What kind of event: made-up sentences, and the kinds that their verbs, nouns, weapons and objects tell together."""

from __future__ import annotations

import pytest

from truceline.extract import extract_reading
from truceline.model.event import Event
from truceline.model.text import Report


def told(text: str) -> list[Event]:
    found = extract_reading(Report(id="sha256:0", text=text, published="2021-03-05")).claims
    return [c.event for c in found if c.event is not None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # The weapon decides the kind of attack.
        ("Gunmen hurled a grenade at the bakery in Ariha.", "attack.explosive"),
        ("Four teachers were wounded when a grenade was thrown into the yard.", "attack.explosive"),
        ("The barracks was hit by a rocket-propelled grenade.", "attack.shelling"),
        ("A suicide bomber killed six shepherds near the well.", "attack.explosive"),
        ("The bombers killed six shepherds near the well.", "attack.air"),
        ("Rebels set off a bomb beside the bridge.", "attack.explosive"),
        ("The lorry hit a landmine and burned.", "attack.explosive"),
        ("Two men were killed when a mine, laid by rebels, detonated on the road.", "attack.explosive"),
        ("Three rockets fired at the port missed.", "attack.shelling"),
        ("A rocket fell near the school.", "attack.shelling"),
        ("The army used chlorine against the village.", "attack.chemical"),
        ("Rebels shelled the town with rockets filled with poisonous gas.", "attack.chemical"),
        ("Jets dropped bombs on the market.", "attack.air"),
        ("Warplanes pounded the hills.", "attack.air"),
        ("An air strike hit the depot.", "attack.air"),
        ("The army launched airstrikes on the town.", "attack.air"),
        ("The militia launched an attack on the town.", "attack"),
        # Nine are harmed by what killed the first three.
        ("Three bakers were killed and nine others injured in an airstrike on the market.", "attack.air"),
        ("Three bakers were killed and nine others were injured in mortar shelling.", "attack.shelling"),
        # Who is harmed tells whether it is harm to civilians.
        ("Rebels killed four soldiers.", "attack"),
        ("Rebels killed four farmers.", "civilians.harmed"),
        ("Bandits killed four farmers in an attack on the hamlet.", "civilians.harmed"),
        # Places change hands.
        ("The army took control of the village.", "territory.captured"),
        ("Rebels took over the town.", "territory.captured"),
        ("The army regained the area.", "territory.captured"),
        ("The army drove the rebels out of the valley.", "territory.captured"),
        ("The force handed control of the camp to the police.", "territory.handed_over"),
        # Posts, weapons, people.
        ("The army set up a new observation post near the river.", "fortification"),
        ("The militia established two checkpoints.", "fortification"),
        ("Police found a cache of ammunition in a barn.", "equipment.seized"),
        ("Police seized nine pistols.", "equipment.seized"),
        ("Engineers destroyed forty mines.", "equipment.destroyed"),
        ("The court jailed two officers.", "detention"),
        ("A new brigade was formed in the north.", "recruitment"),
        ("The army dispatched troops to the coast.", "forces.deployed"),
        ("A jet entered the airspace of the island.", "overflight"),
        # The street.
        ("Protesters marched through the old town.", "protest"),
        ("Thousands took to the streets.", "protest"),
        ("Hundreds of students took part in a peaceful march.", "protest"),
    ],
)
def test_the_kind_of_event(text: str, kind: str) -> None:
    assert kind in {e.type for e in told(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The army launched airstrikes on the town.", "attack"),
        ("An air strike hit the depot.", "attack"),
        ("A suicide bomber killed six shepherds.", "attack.air"),
        ("Police fired tear gas at the crowd.", "attack.chemical"),
        ("Workers repaired a gas pipeline after the attack on the town.", "attack.chemical"),
        ("Rebels killed four soldiers.", "civilians.harmed"),
        ("The patrol found a rifle in the ditch.", "equipment.seized"),
        ("Police seized nine pistols.", "territory.captured"),
        ("Troops marched into the town.", "protest"),
        ("The meeting took part of the morning.", "protest"),
        ("The agency set up a clinic in the town.", "fortification"),
        ("The visitors took over an hour.", "territory.captured"),
        ("The army moved the talks to the coast.", "forces.deployed"),
        ("They met on 3 March 2021.", "protest"),
    ],
)
def test_what_is_no_such_event(text: str, kind: str) -> None:
    assert kind not in {e.type for e in told(text)}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("A suicide bomber killed six shepherds near the well.", "suicide bomber"),
        ("Four teachers were wounded when a grenade was thrown into the yard.", "grenade"),
        ("The barracks was hit by a rocket-propelled grenade.", "rocket-propelled grenade"),
        ("Rebels hit the base with mortar shells.", "mortar shells"),
        ("Militants carried out a grenade attack on the post.", "grenade"),
    ],
)
def test_means_are_the_words_of_the_weapon(text: str, means: str) -> None:
    assert means in {m for e in told(text) for m in e.means}
