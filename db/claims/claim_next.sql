-- The function claim_next() of PostgreSQL. Each upgrade of the tables creates it anew (upgrade.py).
-- claim.py and candidates.py search the same sources on SQLite. With a team's rights, the schema
-- desk has a function of this name around it (db/team/agent_acts.py).
CREATE OR REPLACE FUNCTION claim_next(
    for_agent text, new_claim text, open_places bigint[], in_session bigint, offered bigint[],
    released_at timestamptz, asked_at timestamptz, hold_until timestamptz,
    mine text[] DEFAULT '{""}'
) RETURNS bigint LANGUAGE plpgsql
SET search_path = $SCHEMA, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_sort = off SET jit = off
AS $claim$
DECLARE
    best bigint;
    lapsed bigint[];
    phones text[];
    held bigint;
    by_priority boolean := EXISTS (SELECT FROM setting
        WHERE setting.name = 'queue_first' AND setting.value #>> '{}' = 'priority');
BEGIN
    -- Leave out owners without open leads: each costs a probe of every place.
    mine := ARRAY(
        SELECT whose.owner FROM unnest(mine) AS whose (owner)
        WHERE whose.owner = '' OR EXISTS (
            SELECT FROM lead
            WHERE lead.owner = whose.owner AND lead.owner <> '' AND lead.status = 'open'
        )
    );
    -- Each turn finds a lead and takes its numbers. Where another agent has taken one of them
    -- meanwhile, the next turn looks again.
    FOR try IN 1..20 LOOP
        best := NULL;
        -- 1. Callbacks that are due: one's own, then those of nobody or released by who is away.
        IF EXISTS (SELECT FROM callback WHERE kept_at IS NULL AND due_at <= asked_at) THEN
        SELECT lead.id INTO best FROM callback JOIN lead ON lead.id = callback.lead_id
        WHERE callback.kept_at IS NULL AND callback.due_at <= asked_at
          AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at)
          AND EXISTS (
            SELECT FROM number WHERE number.lead_id = callback.lead_id AND number.status = 'open'
              AND number.place_id IN (SELECT unnest(open_places)) OFFSET 0
          )
          AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            ) AND lead.owner = ANY (mine)
          AND callback.agent = for_agent
        ORDER BY callback.due_at LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
            IF best IS NULL THEN
        SELECT lead.id INTO best FROM callback JOIN lead ON lead.id = callback.lead_id
        WHERE callback.kept_at IS NULL AND callback.due_at <= asked_at
          AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at)
          AND EXISTS (
            SELECT FROM number WHERE number.lead_id = callback.lead_id AND number.status = 'open'
              AND number.place_id IN (SELECT unnest(open_places)) OFFSET 0
          )
          AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            ) AND lead.owner = ANY (mine)
          AND (callback.agent IS NULL OR callback.due_at <= released_at)
        ORDER BY callback.due_at LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
            END IF;
        END IF;
        -- 2. People who asked to be called in the last three days, the newest first.
        IF best IS NULL AND EXISTS (
            SELECT FROM lead WHERE status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL
              AND inquired_at > asked_at - interval '3 days'
        ) THEN
            SELECT lead.id INTO best FROM (
                SELECT id, inquired_at FROM lead
                WHERE status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL
                  AND inquired_at > asked_at - interval '3 days'
                ORDER BY inquired_at DESC LIMIT 100
            ) AS newest JOIN lead ON lead.id = newest.id
            WHERE lead.status = 'open' AND EXISTS (
                SELECT FROM number WHERE number.lead_id = newest.id AND number.status = 'open'
                  AND number.place_id IN (SELECT unnest(open_places)) OFFSET 0
              )
              AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            ) AND lead.owner = ANY (mine)
            ORDER BY newest.inquired_at DESC LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        END IF;
        IF best IS NOT NULL THEN
            NULL;
        -- 3. The agent's session: by the lead's place, then by that of a second number.
        ELSIF in_session IS NOT NULL THEN
        SELECT lead.id INTO best FROM session_lead AS member
        JOIN lead ON lead.id = member.lead_id
        JOIN unnest(open_places) WITH ORDINALITY AS place (id, rank) ON place.id = lead.place_id
        WHERE member.session_id = in_session AND lead.owner = ANY (mine) AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback' AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
        ORDER BY CASE WHEN by_priority THEN -lead.priority ELSE 0 END, place.rank, lead.priority DESC, member.position
        LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        IF best IS NULL THEN
            SELECT lead.id INTO best FROM session_lead AS member
            JOIN lead ON lead.id = member.lead_id
            JOIN number ON number.lead_id = lead.id
            JOIN unnest(open_places) WITH ORDINALITY AS place (id, rank)
              ON place.id = number.place_id
            WHERE member.session_id = in_session AND lead.owner = ANY (mine) AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback'
              AND number.position > 0 AND number.status = 'open' AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
            ORDER BY CASE WHEN by_priority THEN -lead.priority ELSE 0 END, place.rank, lead.priority DESC, member.position
            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        END IF;
        -- 4. The leads of a session that is offered and not begun, in the same two steps.
        ELSIF offered IS NOT NULL THEN
        SELECT lead.id INTO best FROM unnest(offered) WITH ORDINALITY AS member (lead_id, position)
        JOIN lead ON lead.id = member.lead_id
        JOIN unnest(open_places) WITH ORDINALITY AS place (id, rank) ON place.id = lead.place_id
        WHERE NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND lead.owner = ANY (mine) AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback' AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
        ORDER BY CASE WHEN by_priority THEN -lead.priority ELSE 0 END, place.rank, lead.priority DESC, member.position
        LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        IF best IS NULL THEN
            SELECT lead.id INTO best FROM unnest(offered) WITH ORDINALITY AS member (lead_id, position)
            JOIN lead ON lead.id = member.lead_id
            JOIN number ON number.lead_id = lead.id
            JOIN unnest(open_places) WITH ORDINALITY AS place (id, rank)
              ON place.id = number.place_id
            WHERE NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND lead.owner = ANY (mine) AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback'
              AND number.position > 0 AND number.status = 'open' AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
            ORDER BY CASE WHEN by_priority THEN -lead.priority ELSE 0 END, place.rank, lead.priority DESC, member.position
            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
        END IF;
        ELSE
            -- 5. The whole list. A lead whose hold has run out is in neither index of waiting leads.
            lapsed := ARRAY(
                SELECT id FROM lead WHERE held_until <= asked_at AND status = 'open'
                ORDER BY held_until
            );
            IF by_priority THEN
            SELECT lead.id INTO best FROM (
                SELECT (
                    SELECT either.id FROM (
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND lead.due_at IS NULL AND lead.held_until IS NULL AND NOT lead.is_planned
                              AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                            ORDER BY lead.priority DESC, lead.id
                            LIMIT 1
                        ) AS fresh
                        UNION ALL
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND lead.due_at IS NOT NULL AND lead.due_reason <> 'callback'
                              AND lead.due_at <= asked_at AND lead.held_until IS NULL AND NOT lead.is_planned
                              AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                            ORDER BY lead.due_at LIMIT 1
                        ) AS rested
                        UNION ALL
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.id = ANY (lapsed)
                              AND lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND coalesce(lead.held_until, asked_at) <= asked_at AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback'
                              AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                            ORDER BY lead.priority DESC, lead.due_at NULLS LAST, lead.id
                            LIMIT 1
                        ) AS late
                    ) AS either
                    ORDER BY either.priority DESC, either.due_at NULLS LAST, either.id LIMIT 1
                ) AS id, place.rank
                FROM (
                    SELECT each.id, each.rank, unnest(mine) AS owner
                    FROM unnest(open_places) WITH ORDINALITY AS each (id, rank)
                ) AS place LIMIT 1000000
            ) AS pick JOIN lead ON lead.id = pick.id
            WHERE lead.status = 'open' AND (lead.held_until IS NULL OR lead.held_until <= asked_at)
            ORDER BY lead.priority DESC, pick.rank LIMIT 1 FOR UPDATE OF lead SKIP LOCKED;
            ELSE
            SELECT one.id INTO best FROM (
                SELECT (
                    SELECT either.id FROM (
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND lead.due_at IS NULL AND lead.held_until IS NULL AND NOT lead.is_planned
                              AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                            ORDER BY lead.priority DESC, lead.id
                            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                        ) AS fresh
                        UNION ALL
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND lead.due_at IS NOT NULL AND lead.due_reason <> 'callback'
                              AND lead.due_at <= asked_at AND lead.held_until IS NULL AND NOT lead.is_planned
                              AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                            ORDER BY lead.due_at LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                        ) AS rested
                        UNION ALL
                        SELECT * FROM (
                            SELECT lead.id, lead.priority, lead.due_at FROM lead
                            WHERE lead.id = ANY (lapsed)
                              AND lead.place_id = place.id AND lead.owner = place.owner
                              AND lead.status = 'open'
                              AND coalesce(lead.held_until, asked_at) <= asked_at AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback'
                              AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                            ORDER BY lead.priority DESC, lead.due_at NULLS LAST, lead.id
                            LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                        ) AS late
                    ) AS either
                    ORDER BY either.priority DESC, either.due_at NULLS LAST, either.id LIMIT 1
                ) AS id
                FROM (
                    SELECT each.id, unnest(mine) AS owner
                    FROM (SELECT unnest(open_places) AS id) AS each
                ) AS place LIMIT 1000000
            ) AS one WHERE one.id IS NOT NULL LIMIT 1;
            END IF;
            -- 6. Leads with a second number in an open place: fifty from the first on, then from any.
            FOR turn IN 0..1 LOOP
                EXIT WHEN best IS NOT NULL;
                SELECT one.id INTO best FROM (
                    SELECT (
                        SELECT lead.id FROM (
                            SELECT number.lead_id FROM number
                            WHERE number.place_id = place.id AND number.position > 0 AND number.status = 'open'
                              AND number.lead_id >= turn * floor(
                                random() * (SELECT coalesce(max(id), 0) + 1 FROM lead)
                              )::bigint
                            ORDER BY number.lead_id LIMIT 50
                        ) AS other JOIN lead ON lead.id = other.lead_id
                        WHERE lead.status = 'open' AND lead.owner = ANY (mine) AND (lead.due_at IS NULL OR lead.due_at <= asked_at) AND lead.due_reason <> 'callback'
                          AND NOT EXISTS (SELECT FROM session_lead WHERE lead_id = lead.id OFFSET 0) AND (lead.held_until IS NULL OR lead.held_until <= asked_at) AND NOT EXISTS (
                SELECT FROM number JOIN held_number ON held_number.e164 = number.e164
                WHERE number.lead_id = lead.id AND held_number.held_until > asked_at OFFSET 0
            )
                        LIMIT 1 FOR UPDATE OF lead SKIP LOCKED
                    ) AS id
                    FROM (SELECT unnest(open_places) AS id) AS place LIMIT 1000000
                ) AS one WHERE one.id IS NOT NULL LIMIT 1;
            END LOOP;
        END IF;
        IF best IS NULL THEN
            RETURN NULL;
        END IF;
        -- Hold its numbers, so that no second lead with one of them is offered. In their order, or two
        -- agents could wait for each other.
        phones := ARRAY(SELECT number.e164 FROM number WHERE number.lead_id = best);
        IF cardinality(phones) > 1 THEN
            phones := ARRAY(SELECT DISTINCT phone FROM unnest(phones) AS phone ORDER BY phone);
        END IF;
        INSERT INTO held_number (e164, claim, held_until)
            SELECT phone, new_claim, hold_until FROM unnest(phones) AS phone
            ON CONFLICT (e164) DO UPDATE
            SET claim = excluded.claim, held_until = excluded.held_until
            WHERE held_number.held_until <= asked_at;
        GET DIAGNOSTICS held = ROW_COUNT;
        IF held = cardinality(phones) THEN
            UPDATE lead SET held_by = for_agent, held_until = hold_until, claim = new_claim
            WHERE lead.id = best;
            RETURN best;
        END IF;
        DELETE FROM held_number WHERE held_number.claim = new_claim;
    END LOOP;
    RETURN NULL;
END
$claim$
