-- Everything that is told, laid beside every prohibition, in one go: what a database does when a report comes late.
--
-- Computed: live lines, windows and local days, memberships by date, places, exemptions by target, "entails" and
-- "touches", origins, sides, both grades, and the status by a cell's own evidence.
-- Not computed: duties, notices, reciprocity, permissions; chains of corrections (none is in the workload).
-- The lookup tables come from tools/peer_facts.py; `claims` and `facts` are variables with a file and a folder.

create table days as from read_csv(getvariable('facts') || '/days.csv', types = {'day': 'varchar'});
create table terms as from read_csv(getvariable('facts') || '/terms.csv');
create table binds as from read_csv(getvariable('facts') || '/binds.csv');
create table acts as from read_csv(getvariable('facts') || '/acts.csv');
create table positions as from read_csv(getvariable('facts') || '/positions.csv');
create table members as from read_csv(getvariable('facts') || '/members.csv');
create table sources as from read_csv(getvariable('facts') || '/sources.csv');
create table standings as from read_csv(getvariable('facts') || '/standings.csv');

create table lines as
from read_json(getvariable('claims'), format = 'newline_delimited', columns = {
    id: 'varchar', source: 'varchar', origin: 'varchar', recorded: 'timestamptz', speech: 'varchar',
    event: 'struct(type varchar, actors varchar[], recipients varchar[],
        place struct(id varchar, zone varchar), time struct("start" varchar, "end" varchar))',
    polarity: 'varchar', certainty: 'varchar', modality: 'varchar', mode: 'varchar',
    supersedes: 'varchar', withdraws: 'varchar'
});

create table claims as
with live as (
    from lines
    where withdraws is null
        and id not in (select supersedes from lines where supersedes is not null)
        and id not in (select withdraws from lines where withdraws is not null)
        and speech not in ('threatens', 'demands', 'describes_term')
        and modality in ('occurred', 'ongoing')
),
dated as (
    select
        live.*,
        -- A civil day begins at its first local instant, which the table knows; anything else is an instant.
        coalesce(a.start_us, epoch_us(case when a.day is null then live.event.time."start"::timestamptz end)) as started,
        coalesce(b.start_us, epoch_us(case when b.day is null then live.event.time."end"::timestamptz end)) as ended
    from live
    left join days a on a.day = live.event.time."start"
    left join days b on b.day = live.event.time."end"
),
windows as (
    select
        id, source, origin, event.type as type, event.actors as actors, event.recipients as recipients,
        coalesce(event.place.id, 'zone ' || event.place.zone) as place,
        polarity = 'negative' or speech = 'denies' as negative,
        certainty = 'certain' and started is not null and ended is not null as known,
        mode = 'throughout' as throughout,
        coalesce(started, -(2::bigint ** 62)::bigint) as w_start,
        case
            when ended is null then greatest(epoch_us(recorded), coalesce(started, epoch_us(recorded))) + 1
            else greatest(ended, coalesce(started + 1, ended))
        end as w_end
    from dated
),
begun as (
    select windows.*, coalesce(days.number, 0) as first_day
    from windows asof left join days on windows.w_start >= days.start_us
)
select begun.*, days.number as last_day
from begun asof join days on begun.w_end > days.start_us;

-- How many of a claim's actors are surely, and possibly, of each party.
create table accused as
select c.id, m.party,
    count(distinct a.actor) filter (m.first_us <= c.w_start and c.w_end <= m.last_us) as surely,
    bool_or(a.actor = m.party) as by_name
from claims c, unnest(c.actors) as a(actor), members m
where m.actor = a.actor and m.first_us < c.w_end and c.w_start < m.last_us
group by all;

create table targets as
select c.id, m.party, count(distinct r.recipient) as possibly,
    count(distinct r.recipient) filter (m.first_us <= c.w_start and c.w_end <= m.last_us) as surely
from claims c, unnest(c.recipients) as r(recipient), members m
where m.actor = r.recipient and m.first_us < c.w_end and c.w_start < m.last_us
    and m.party in (select unless from terms)
group by all;

create table bearings as
with scopes as (
    select
        c.id, c.source, c.origin, c.negative, c.throughout, c.w_start, c.w_end, c.first_day, c.last_day,
        t.term, b.party, t.start_us, t.end_us,
        c.known
            and (case when c.negative then a.denies else a.covers end) = 2
            and (case
                when c.negative then c.throughout and coalesce(p.contains, false)
                    and (len(c.actors) = 0 or coalesce(w.by_name, false)) and len(c.recipients) = 0
                else coalesce(p.inside, 1) = 2 and len(c.actors) > 0 and w.surely = len(c.actors)
                    and (t.unless is null or (len(c.recipients) > 0 and coalesce(x.possibly, 0) = 0))
            end) as sure
    from claims c
    join acts a on a.type = c.type
    join terms t on t.term = a.term
    join binds b on b.term = t.term
    left join positions p on p.place = c.place and p.zone = t.zone
    left join accused w on w.id = c.id and w.party = b.party
    left join targets x on x.id = c.id and x.party = t.unless
    where (case when c.negative then a.denies else a.covers end) > 0
        and coalesce(p.inside, 1) > 0
        and (len(c.actors) = 0 or w.id is not null)
        -- Against those whom the text exempts, it forbids nothing.
        and not (t.unless is not null and len(c.recipients) > 0 and coalesce(x.surely, 0) = len(c.recipients))
),
spread as (
    select *, unnest(range(first_day, last_day + 1)) as number from scopes
),
spans as (
    select spread.*, days.day,
        greatest(days.start_us, spread.start_us) as span_start, least(days.end_us, spread.end_us) as span_end
    from spread join days using (number)
)
select id, term, party, day, not negative as pro, source, origin,
    sure and case
        when negative then w_start <= span_start and span_end <= w_end
        else throughout or (span_start <= w_start and w_end <= span_end)
    end as entails
from spans
where span_start < span_end and w_start < span_end and w_end > span_start;

create table cells as
with weighed as (
    select b.*, s.side, coalesce(k.standing, 'third') as standing
    from bearings b
    left join sources s on s.source = b.source
    left join standings k on k.source = b.source and k.party = b.party
),
sides as (
    select term, party, day, pro,
        bool_or(entails and standing in ('first-hand', case when pro then 'own' else 'opposed' end)) as confirmed,
        count(distinct case when entails and (pro or standing = 'third') then origin end) as origins,
        count(distinct case when entails and (pro or standing = 'third') then side end) as sides
    from weighed group by all
),
graded as (
    select term, party, day, pro,
        case when confirmed then 4 when origins >= 2 and sides >= 2 then 3 when origins > 0 then 2 else 1 end as grade
    from sides
),
both_sides as (
    select term, party, day,
        coalesce(max(grade) filter (pro), 0) as pro, coalesce(max(grade) filter (not pro), 0) as con
    from graded group by all
)
select *, case
        when pro >= 3 then if(con >= 3, 'disputed', 'breached')
        when con >= 3 then if(pro = 2, 'disputed', 'kept')
        when pro = 2 then if(con >= 1, 'disputed', 'alleged')
        else 'unknown'
    end as status
from both_sides;
