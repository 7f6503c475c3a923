-- What the other peers read. Run after recompute.sql, whose tables it reads.

-- The claims laid beside cells, in the order of arrival, for counters.
create table arrivals as
select l.rowid as arrival, b.term, b.party, b.day, b.pro, b.entails, coalesce(s.standing, 'third') as standing, b.origin
from bearings b
join lines l using (id)
left join standings s on s.source = b.source and s.party = b.party
order by arrival;

-- The log of the in-order, certain fragment for MonPoly: the facts of the agreement at time 0, then one time point an
-- act, in the order of the days. An act is a positive, certain claim of one day, of one actor who surely is a party's,
-- at a place surely in a zone.
create table log as
select 0 as time, 0 as step,
    format('binds ("{}","{}","{}","{}")', term, type, party, zone) as entry
from acts join terms using (term) join binds using (term)
where covers = 2
union all
select c.first_day, 1, format('act ("{}","{}","{}")', c.type, w.party, p.zone)
from claims c
join accused w on w.id = c.id
join positions p on p.place = c.place
where not c.negative and c.known and len(c.actors) = 1 and w.surely = 1 and p.inside = 2 and c.first_day = c.last_day
    and c.type in (select type from acts where covers = 2);
