-- The rules of `truceline assess` as relations. Sections and sentences are those of the format's page: what counts (2),
-- the scope of a claim (3), evidence and grades (4), notices (5.2); the last part, which judges one day of every cell
-- from the days before it, is run once a day. Every table has the case in its first column, `k`.
-- Instants are microseconds UTC, days are ordinals, grades are 0 to 4, and a missing end is plus or minus infinity.

CREATE MACRO kind(a, b) AS a = b OR starts_with(a, b || '.');
CREATE MACRO ever() AS 4000000000000000000;

-- 2. What counts; 3. the window as it is read. An instant is the shortest interval that begins there.
CREATE TABLE told AS
SELECT
    k, claim, source, origin, type, placeless, recorded, start_at, end_at,
    certainty = 'certain' AS certain,
    mode = 'throughout' AS throughout,
    polarity = 'negative' OR speech = 'denies' AS negative,
    start_at IS NOT NULL AND end_at IS NOT NULL AS dated,
    coalesce(start_at, -ever()) AS begins,
    CASE
        WHEN end_at IS NULL THEN greatest(recorded, coalesce(start_at, recorded)) + 1
        WHEN end_at = start_at THEN end_at + 1
        ELSE end_at
    END AS stops
FROM claim
WHERE speech NOT IN ('threatens', 'demands', 'describes_term')
    AND modality NOT IN ('future', 'conditional', 'required', 'hypothetical');

-- 3. Whose: one name of a claim and one party.
CREATE TABLE belongs AS
SELECT
    n.k, n.claim, n.role, n.who, p.party,
    n.who = p.party OR coalesce(bool_or(m.since <= t.begins AND t.stops <= m.until), false) AS surely,
    n.who = p.party OR coalesce(bool_or(m.since < t.stops AND t.begins < m.until), false) AS possibly
FROM named n
JOIN told t USING (k, claim)
JOIN party p USING (k)
LEFT JOIN member m ON m.k = n.k AND m.party = p.party AND m.grp = n.who
GROUP BY n.k, n.claim, n.role, n.who, p.party;

CREATE TABLE whose AS
SELECT
    t.k, t.claim, p.party, r.role,
    count(b.who) AS names,
    coalesce(bool_and(b.surely), false) AS all_surely,
    coalesce(bool_or(b.possibly), false) AS any_possibly,
    coalesce(bool_or(b.who = p.party), false) AS itself
FROM told t
JOIN party p USING (k)
CROSS JOIN (VALUES ('actor'), ('recipient')) r(role)
LEFT JOIN belongs b ON b.k = t.k AND b.claim = t.claim AND b.party = p.party AND b.role = r.role
GROUP BY t.k, t.claim, p.party, r.role;

-- 3. Types. `named` are the term's own, `contrary` those that undo a duty.
CREATE TABLE aim AS
SELECT k, term, 'named' AS about, type FROM term_type JOIN term USING (k, term) WHERE verb <> 'may'
UNION ALL
SELECT k, term, 'contrary', c.other
FROM term_type
JOIN term USING (k, term)
JOIN (VALUES
    ('weapons.withdrawn', 'weapons.deployed'), ('weapons.deployed', 'weapons.withdrawn'),
    ('forces.withdrawn', 'forces.deployed'), ('forces.deployed', 'forces.withdrawn'),
    ('route.opened', 'movement.restricted'), ('movement.restricted', 'route.opened')
) c(one, other) ON c.one = type
WHERE verb = 'must';

CREATE TABLE related AS
SELECT
    a.k, a.term, a.about, t.claim,
    bool_or(kind(t.type, a.type)) AS covered,
    bool_and(kind(a.type, t.type)) AS covers_all
FROM aim a
JOIN told t USING (k)
WHERE t.type <> 'coverage'
GROUP BY a.k, a.term, a.about, t.claim
HAVING bool_or(kind(t.type, a.type) OR kind(a.type, t.type))
UNION ALL
SELECT term.k, term.term, 'named', t.claim, true, true
FROM term
JOIN told t USING (k)
WHERE term.verb = 'must_not' AND t.type = 'coverage' AND t.negative;

-- 3. Everything but the window: rows are claims that touch, `surely` those that would entail.
CREATE TABLE bears AS
SELECT
    r.k, r.term, b.party, r.about, r.claim, t.negative,
    CASE
        WHEN t.negative THEN
            t.certain AND t.throughout AND r.covers_all AND (w.names = 0 OR w.itself)
            AND NOT EXISTS (FROM named n WHERE n.k = r.k AND n.claim = r.claim AND n.role = 'recipient')
            AND CASE WHEN term.zone IS NULL THEN t.placeless ELSE coalesce(pl.contains, false) END
        ELSE
            t.certain AND r.covered AND w.names > 0 AND w.all_surely
            AND (term.zone IS NULL OR coalesce(pl.inside, false))
            AND (term.target IS NULL OR (x.names > 0 AND NOT x.any_possibly))
    END AS surely
FROM related r
JOIN told t USING (k, claim)
JOIN term USING (k, term)
JOIN bearer b USING (k, term)
JOIN whose w ON w.k = r.k AND w.claim = r.claim AND w.party = b.party AND w.role = 'actor'
LEFT JOIN place pl ON pl.k = r.k AND pl.claim = r.claim AND pl.zone = term.zone
LEFT JOIN whose x ON x.k = r.k AND x.claim = r.claim AND x.party = term.target AND x.role = 'recipient'
WHERE NOT coalesce(pl.outside, false)
    AND (w.names = 0 OR w.any_possibly)
    AND NOT (coalesce(x.names, 0) > 0 AND x.all_surely);

-- 3. Cells: the days on which the instrument is in force, with their spans; the day on which a duty falls due.
CREATE TABLE force AS
SELECT
    i.k, i.instrument, d.n, d.begins AS day_begins, d.stops AS day_stops,
    greatest(d.begins, i.in_force) AS span_begins,
    least(d.stops, coalesce(i.ends, ever())) AS span_stops
FROM instrument i
JOIN setting s USING (k)
JOIN day d ON d.timezone = s.timezone AND d.n BETWEEN s.first_day AND s.last_day
WHERE d.begins < coalesce(i.ends, ever()) AND i.in_force < d.stops;

CREATE TABLE cells AS
SELECT
    term.k, term.term, b.party, f.n, term.verb, term.instrument,
    f.day_stops, f.span_begins, f.span_stops,
    CASE WHEN term.verb = 'must' THEN
        coalesce(term.due, min(f.n) OVER (PARTITION BY term.k, term.term, b.party))
    END AS due
FROM term
JOIN bearer b USING (k, term)
JOIN force f USING (k, instrument)
WHERE term.verb <> 'may';

-- 4. On its own cells: all evidence on prohibitions, and words against the deed or for its contrary on duties.
CREATE TABLE own_cells AS
SELECT
    c.k, c.term, c.party, c.n, b.claim,
    (c.verb = 'must' AND b.about = 'named') OR NOT b.negative AS pro,
    b.surely AND t.dated AND CASE
        WHEN t.negative THEN t.begins <= c.span_begins AND c.span_stops <= t.stops
        WHEN t.throughout THEN true
        ELSE c.span_begins <= t.begins AND t.stops <= c.span_stops
    END AS entails
FROM cells c
JOIN bears b USING (k, term, party)
JOIN told t USING (k, claim)
WHERE t.begins < c.span_stops AND c.span_begins < t.stops
    AND (
        c.verb = 'must_not'
        OR (b.about = 'named' AND b.negative AND c.n >= c.due)
        OR (b.about = 'contrary' AND NOT b.negative AND c.n >= c.due)
        OR (b.about = 'contrary' AND b.negative)
    );

-- 4. Doing claims of duties.
CREATE TABLE doing AS
SELECT
    b.k, b.term, b.party, b.claim, t.begins, t.stops, t.start_at, i.ends,
    b.surely AND t.dated AND t.begins >= i.in_force AS surely
FROM bears b
JOIN told t USING (k, claim)
JOIN term USING (k, term)
JOIN instrument i USING (k, instrument)
WHERE term.verb = 'must' AND b.about = 'named' AND NOT t.negative
    AND t.begins < coalesce(i.ends, ever()) AND i.in_force < t.stops;

CREATE TABLE carried_until AS
SELECT k, term, party, max(n) AS n
FROM (
    SELECT c.k, c.term, c.party, c.n FROM cells c JOIN instrument i USING (k, instrument)
    WHERE c.verb = 'must' AND i.ends IS NOT NULL
    UNION ALL
    SELECT c.k, c.term, c.party, c.n FROM cells c JOIN doing d USING (k, term, party)
    WHERE d.begins < c.span_stops AND c.span_begins < d.stops
    UNION ALL
    SELECT k, term, party, n FROM own_cells
)
GROUP BY k, term, party;

CREATE TABLE evidence AS
SELECT k, term, party, n, claim, pro, entails FROM own_cells
UNION ALL
SELECT c.k, c.term, c.party, c.n, d.claim, false, d.surely AND d.stops <= c.span_stops
FROM cells c
JOIN doing d USING (k, term, party)
JOIN carried_until u USING (k, term, party)
WHERE d.begins < c.span_stops AND c.n <= u.n
UNION ALL
SELECT c.k, c.term, c.party, c.n, d.claim, true, d.surely
FROM cells c
JOIN doing d USING (k, term, party)
WHERE c.n >= c.due AND c.day_stops <= d.start_at;

-- 4. Class of a source, and grades.
CREATE TABLE voice AS
SELECT
    t.k, t.claim, p.party AS accused, t.origin,
    CASE WHEN v.side <> 'none' THEN v.side END AS counted_side,
    CASE
        WHEN v.role = 'reviewer' OR (v.role = 'observer' AND v.side = 'neutral') THEN 'first-hand'
        WHEN t.source = p.party OR (v.side = p.side AND p.side <> 'none') THEN 'own'
        WHEN v.side NOT IN ('none', 'neutral') THEN 'opposed'
        ELSE 'third'
    END AS class
FROM told t
JOIN party p USING (k)
LEFT JOIN (
    SELECT k, source, side, role FROM source UNION ALL SELECT k, party, side, NULL FROM party
) v ON v.k = t.k AND v.source = t.source;

CREATE TABLE grades AS
WITH counted AS (
    SELECT
        e.k, e.term, e.party, e.n, e.pro,
        bool_or(e.entails AND v.class IN ('first-hand', CASE WHEN e.pro THEN 'own' ELSE 'opposed' END)) AS confirmed,
        coalesce(bool_or(e.entails) FILTER (e.pro OR v.class = 'third'), false) AS single,
        count(DISTINCT v.origin) FILTER (e.entails AND (e.pro OR v.class = 'third')) AS origins,
        count(DISTINCT v.counted_side) FILTER (e.entails AND (e.pro OR v.class = 'third')) AS sides
    FROM evidence e
    JOIN voice v ON v.k = e.k AND v.claim = e.claim AND v.accused = e.party
    GROUP BY e.k, e.term, e.party, e.n, e.pro
), graded AS (
    SELECT
        c.k, c.term, c.party, c.n, c.pro,
        CASE
            WHEN c.confirmed THEN 4
            WHEN c.single AND c.origins >= s.origins AND c.sides >= s.sides THEN 3
            WHEN c.single THEN 2
            ELSE 1
        END AS grade
    FROM counted c
    JOIN setting s USING (k)
)
SELECT k, term, party, n, coalesce(max(grade) FILTER (pro), 0) AS pro, coalesce(max(grade) FILTER (NOT pro), 0) AS con
FROM graded
GROUP BY k, term, party, n;

-- 5.2 Notices and revivals, by claim and from the file, and the notice that stands on a day.
CREATE TABLE notices AS
WITH words AS (
    SELECT
        t.k, f.instrument, w.party, a.effect, f.n, t.claim
    FROM told t
    JOIN (VALUES
        ('ceasefire.suspended', 'suspended'), ('ceasefire.declared', 'revived'),
        ('ceasefire.in_effect', 'revived'), ('ceasefire.extended', 'revived')
    ) a(type, effect) ON kind(t.type, a.type)
    JOIN whose w ON w.k = t.k AND w.claim = t.claim AND w.role = 'actor' AND w.names > 0 AND w.all_surely
    JOIN force f ON f.k = t.k AND t.begins < f.span_stops AND f.span_begins < t.stops
    WHERE NOT t.negative AND t.certain AND t.dated
        AND (t.throughout OR (f.span_begins <= t.begins AND t.stops <= f.span_stops))
)
SELECT w.k, w.instrument, w.party, w.effect, w.n
FROM words w
JOIN voice v ON v.k = w.k AND v.claim = w.claim AND v.accused = w.party
JOIN setting s ON s.k = w.k
GROUP BY w.k, w.instrument, w.party, w.effect, w.n, s.origins, s.sides
HAVING bool_or(v.class IN ('first-hand', 'own'))
    OR (count(DISTINCT v.origin) >= s.origins AND count(DISTINCT v.counted_side) >= s.sides)
UNION
SELECT k, instrument, party, effect, n FROM filed;

CREATE TABLE standing AS
WITH latest AS (
    SELECT f.k, f.instrument, x.party, f.n, max(x.n) AS notice
    FROM force f
    JOIN notices x ON x.k = f.k AND x.instrument = f.instrument AND x.effect = 'suspended' AND x.n < f.n
    GROUP BY f.k, f.instrument, x.party, f.n
)
FROM latest l
WHERE NOT EXISTS (
    FROM notices r
    WHERE r.k = l.k AND r.instrument = l.instrument AND r.party = l.party AND r.effect = 'revived'
        AND l.notice <= r.n AND r.n < l.n
);

CREATE TABLE judged (
    k INTEGER, term VARCHAR, party VARCHAR, n INTEGER, pro INTEGER, con INTEGER,
    status VARCHAR, rule VARCHAR, seen VARCHAR
);

-- one day
-- 5. Status of the cells of one day ($day, counted from the first of each case), from the days that are judged already.
INSERT INTO judged
WITH here AS (
    SELECT
        c.k, c.term, c.party, c.n, c.instrument, c.due, t.verb, t.zone, t.not_assessed, t.silence, t.conditional,
        t.presume, t.within, t.announcement,
        coalesce(g.pro, 0) AS pro, coalesce(g.con, 0) AS con,
        CASE s.breach_at WHEN 'confirmed' THEN 4 ELSE 3 END AS breach_at,
        c.due IS NOT NULL AND c.n < c.due AS early
    FROM cells c
    JOIN setting s USING (k)
    JOIN term t USING (k, term)
    LEFT JOIN grades g USING (k, term, party, n)
    WHERE c.n = s.first_day + $day
), stopped AS (
    SELECT DISTINCT h.k, h.term, h.party
    FROM here h
    JOIN suspender u USING (k, instrument)
    JOIN standing st ON st.k = h.k AND st.instrument = h.instrument AND st.party = u.party AND st.n = h.n
), condition AS (
    SELECT
        h.k, h.term, h.party,
        max(CASE j.seen WHEN 'breached' THEN 3 WHEN 'disputed' THEN 2 WHEN 'unknown' THEN 1 WHEN 'alleged' THEN 1 ELSE 0 END)
            AS value
    FROM here h
    JOIN condition_term w USING (k, term)
    JOIN judged j ON j.k = h.k AND j.term = w.other AND j.party <> h.party AND j.n < h.n
    LEFT JOIN standing st ON st.k = h.k AND st.instrument = h.instrument AND st.party = h.party AND st.n = h.n
    WHERE j.n >= h.n - coalesce(h.within, h.n)
        AND (NOT h.announcement OR j.n <= st.notice)
    GROUP BY h.k, h.term, h.party
), licensed AS (
    SELECT DISTINCT h.k, h.term, h.party
    FROM here h
    JOIN term may ON may.k = h.k AND may.verb = 'may' AND (may.zone IS NULL OR may.zone = h.zone)
    JOIN bearer b ON b.k = h.k AND b.term = may.term AND b.party = h.party
    JOIN force f ON f.k = h.k AND f.instrument = may.instrument AND f.n = h.n
    WHERE NOT EXISTS (
        FROM term_type mine
        WHERE mine.k = h.k AND mine.term = h.term AND NOT EXISTS (
            FROM term_type theirs
            WHERE theirs.k = h.k AND theirs.term = may.term AND kind(mine.type, theirs.type)
        )
    ) AND (may.after_within IS NULL OR EXISTS (
        FROM after_term a
        JOIN judged j ON j.k = a.k AND j.term = a.other
        WHERE a.k = h.k AND a.term = may.term AND j.party <> h.party AND j.status = 'breached'
            AND j.n BETWEEN h.n - may.after_within AND h.n - 1
    ))
), own AS (
    SELECT
        h.*,
        s.k IS NOT NULL AS stopped,
        l.k IS NOT NULL AS licensed,
        CASE WHEN h.conditional THEN coalesce(c.value, 0) ELSE 0 END AS condition,
        CASE
            WHEN h.early THEN if(h.con >= 3, 'kept', 'not_due')
            WHEN h.silence AND h.pro = 0 AND h.con = 0 THEN 'breached'
            WHEN h.pro >= h.breach_at THEN if(h.con >= 3, 'disputed', 'breached')
            WHEN h.pro >= 2 THEN if(h.con >= 1, 'disputed', 'alleged')
            ELSE if(h.con >= 3, 'kept', 'unknown')
        END AS evident
    FROM here h
    LEFT JOIN stopped s USING (k, term, party)
    LEFT JOIN condition c USING (k, term, party)
    LEFT JOIN licensed l USING (k, term, party)
), final AS (
    SELECT
        own.*,
        CASE
            WHEN not_assessed THEN 'not_assessed: the term says so'
            WHEN stopped THEN 'suspended: notice'
            WHEN condition = 3 THEN 'suspended: released'
            WHEN evident = 'breached' AND condition = 2 THEN 'disputed: condition'
            WHEN evident = 'breached' AND condition = 1 AND presume = 'none' THEN 'unknown: condition'
            WHEN evident = 'breached' AND verb = 'must_not' AND licensed THEN 'excused: permission'
            WHEN evident = 'breached' AND silence AND pro = 0 THEN 'breached: silence'
            WHEN early THEN evident || ': before the due day'
            ELSE evident || ': evidence'
        END AS rule
    FROM own
)
SELECT
    k, term, party, n, pro, con, split_part(rule, ':', 1) AS status, rule,
    CASE
        WHEN pro > 0 OR con > 0 OR split_part(rule, ':', 1) = 'breached' THEN split_part(rule, ':', 1)
        WHEN early THEN 'not_due'
        ELSE 'unknown'
    END
FROM final;
