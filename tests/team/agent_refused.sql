SELECT * FROM public.lead
SELECT * FROM public.number
SELECT * FROM public.attempt
SELECT * FROM public.suppression
SELECT * FROM lead_word
UPDATE call_tally SET calls = 0
INSERT INTO call_answer (attempt_id, question, kind, value, agent, at, salt) VALUES (1, 'q', 'text', 'x', 'bob', now(), '')
INSERT INTO call_answer (attempt_id, question, kind, value, agent, at, salt) VALUES (2, 'q', 'text', 'x', 'ME', now(), '')
SELECT * FROM import_batch
SELECT * FROM v_calls
SELECT * FROM v_leads
SELECT * FROM desk.sight
INSERT INTO desk.sight VALUES ('ME', 8, now(), NULL)
SELECT desk.show(ARRAY[1,2,3])
SELECT desk.look(1)
SELECT public.claim_next('bob', 'x', '{1}', NULL, NULL, now(), now(), now())
SELECT public.let_login('bob', false)
SELECT claim_next('bob', 'x', '{1}', NULL, NULL, now(), now(), now())
SELECT claim_next('ME', 'x', '{1}', NULL, NULL, now(), now() + interval '1 day', now())
SELECT claim_next('ME', 'x', '{1}', NULL, NULL, now() + interval '1 day', now(), now())
SELECT claim_next('ME', 'x', '{1}', 999, NULL, now(), now(), now())
SELECT claim_next('ME', 'x', '{1}', NULL, NULL, now(), now(), now(), '{bob}')
SELECT claim_lead(9, 'x', now(), now())
SELECT hold_again(3, 'x', now(), now())
SELECT look_at_numbers('{+12085550107}')
SELECT suppress('+12085550107', 'spite', now(), 1)
SELECT suppress('+12085550100', 'spite', now(), 2)
SELECT take_back_request('+12085550102', 2)
UPDATE attempt SET note = 'nicer' WHERE id > 0
UPDATE attempt SET outcome = 'yes' WHERE id > 0
UPDATE attempt SET dialled_at = now() WHERE id > 0
UPDATE attempt SET agent = 'bob' WHERE id > 0
UPDATE attempt SET outcome = NULL, note = '', ended_at = NULL WHERE id > 0
UPDATE attempt SET audit_seq = 1 WHERE id > 0
DELETE FROM attempt
DELETE FROM audit_entry
UPDATE audit_entry SET agent = 'bob'
UPDATE audit_head SET seq = 0
INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash) SELECT seq + 1, now(), 'bob', 'dial', '{}', '', hash, '' FROM audit_head
INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash) SELECT seq + 1, now(), 'ME', 'dnc_remove', '{}', '', hash, '' FROM audit_head
INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash) SELECT seq + 1, now(), 'ME', 'dial_test', '{}', '', hash, '' FROM audit_head
INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash) SELECT seq + 1, now(), 'ME', 'dial', '{}', '', hash, 'made up' FROM audit_head
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) VALUES ('x', 9, '+12085550108', 'ME', 'outbound', now(), '', '', '{}')
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) SELECT claim, id, '+12085550101', 'bob', 'outbound', now(), '', '', '{}' FROM lead WHERE held_by = 'ME'
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) SELECT claim, id, '+12085550108', 'ME', 'outbound', now(), '', '', '{}' FROM lead WHERE held_by = 'ME'
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) SELECT claim, id, '+12085550120', 'ME', 'outbound', now(), '', '', '{}' FROM lead WHERE held_by = 'ME'
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) SELECT claim, id, '+12085550101', 'ME', 'outbound', now(), '', '', '{}' FROM lead WHERE held_by = 'ME'
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) SELECT claim, id, '+12085550121', 'ME', 'outbound', now(), '', '', '{}' FROM lead WHERE held_by = 'ME'
INSERT INTO attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, verdict) SELECT claim, id, '+12085550122', 'ME', 'outbound', now(), '', '', '{}' FROM lead WHERE held_by = 'ME'
DELETE FROM suppression
UPDATE suppression SET reason = 'no more'
UPDATE suppression SET audit_seq = NULL
INSERT INTO suppression (e164, reason, agent, added_at) VALUES ('+12085550101', '', 'ME', now())
UPDATE suppression_pattern SET value = 'x'
UPDATE number SET status = 'open' WHERE e164 = '+12085550101'
UPDATE number SET e164 = '+12085550999'
DELETE FROM number
INSERT INTO consent (e164, kind, given_on, proof, agent, recorded_at, zone, offer) VALUES ('+12085550101', 'written', now(), 'mine', 'ME', now(), '', '')
UPDATE consent SET proof = 'mine'
UPDATE consent SET "until" = '2030-01-01'
DELETE FROM consent
UPDATE setting SET value = '{}'
INSERT INTO setting (name, value) VALUES ('lease', '9999')
UPDATE outcome SET label = 'x'
UPDATE prepared_text SET text = 'x'
UPDATE lead_list SET name = 'x'
UPDATE place SET facts = '{}'
UPDATE lead SET held_until = now() + interval '1 day' WHERE held_by = 'ME'
UPDATE lead SET held_by = 'ME', held_until = now() WHERE id = 9
UPDATE lead SET held_by = 'bob' WHERE held_by = 'ME'
UPDATE lead SET held_by = NULL, held_until = NULL WHERE held_by LIKE 'bob%'
UPDATE lead SET notes = 'mine' WHERE id = 9
UPDATE lead SET status = 'closed' WHERE id = 9
UPDATE lead SET name = 'Somebody else' WHERE held_by = 'ME'
UPDATE lead SET list_id = 2 WHERE held_by = 'ME'
DELETE FROM lead
INSERT INTO lead (name) VALUES ('mine')
INSERT INTO skip (lead_id, agent, at, reason) VALUES (9, 'ME', now(), 'x')
INSERT INTO skip (lead_id, agent, at, reason) VALUES (2, 'bob', now(), 'x')
INSERT INTO callback (lead_id, agent, due_at, made_at, dropped) VALUES (9, 'ME', now(), now(), '')
INSERT INTO callback (lead_id, agent, due_at, made_at, dropped) VALUES (2, 'bob', now(), now(), '')
INSERT INTO presence VALUES ('t', 'bob', 'waiting', '', now(), now())
INSERT INTO pause (agent, terminal, reason, began_at) VALUES ('bob', 't', '', now())
INSERT INTO help_call (agent, at, answered_by, answer) VALUES ('bob', now(), '', '')
INSERT INTO notice (author, agent, at, text) VALUES ('sue', NULL, now(), 'go home')
INSERT INTO held_number VALUES ('+12085550107', 'x', now())
UPDATE held_number SET held_until = now() + interval '1 day'
INSERT INTO number_salt VALUES ('+12085550107', 'x')
UPDATE number_salt SET salt = 'x'
CREATE TABLE mine (id int)
CREATE TEMPORARY TABLE mine (id int)
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE SCHEMA mine
CREATE ROLE mine
ALTER TABLE lead ADD COLUMN x int
DROP VIEW lead
ALTER VIEW lead RESET (security_barrier)
CREATE OR REPLACE VIEW lead AS SELECT * FROM public.lead
SET ROLE OWNER
SET SESSION AUTHORIZATION postgres
COPY lead TO PROGRAM 'cat'
SELECT pg_read_file('/etc/passwd')
SELECT setval('calling_session_id_seq', 1)
UPDATE held_number SET e164 = '+12085550107'
DELETE FROM calling_session
DELETE FROM session_lead
UPDATE lead SET is_planned = true
SELECT public.mark_planned('{1}')
INSERT INTO session_lead (lead_id, session_id, position) SELECT 1, id, 3 FROM calling_session LIMIT 1
UPDATE lead SET place_id = 999 WHERE held_by = 'ME'
UPDATE number SET place_id = 999 WHERE e164 = '+12085550101'
SELECT lo_create(0)
SELECT lo_from_bytea(0, 'x')
SELECT lo_creat(0)
UPDATE calling_session SET status = 'done'
UPDATE calling_session SET agent = 'ME'
UPDATE calling_session SET agent = NULL, status = 'active'
INSERT INTO help_call (agent, at, answered_by, answer) VALUES ('ME', now(), 'sue', 'yes, you may')
INSERT INTO introduction (lead_id, agent, at, template, way) VALUES (9, 'ME', now(), 't', 'file')
UPDATE held_number SET held_until = 'infinity'
SELECT nextval('lead_id_seq')
ALTER ROLE CURRENT_USER CREATEROLE
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> session_user
SELECT query_to_xml('SELECT * FROM public.lead', true, true, '')
WITH gone AS (DELETE FROM attempt RETURNING *) SELECT * FROM gone
SET session_replication_role = replica
LOCK TABLE public.lead IN ACCESS SHARE MODE
SELECT look_at(NULL)
SELECT take_back_request('+12085550102', NULL)
SELECT request_without_call(1, '{+12085550100}', 'spite', now(), 'by letter', '', '{}')
SELECT request_without_call(9, '{+12085550108}', 'spite', now(), 'by letter', '', '{}')
SELECT take_back_act('+12085550102', 1)
SELECT settle_doubt(9, now(), 'it is nothing', 'do not call', '{}')
INSERT INTO skip (lead_id, agent, at, reason, kind, words) SELECT id, 'ME', now(), 'x', 'doubt', 'do not call' FROM lead WHERE held_by = 'ME'
INSERT INTO presence VALUES ('t', 'ME', 'waiting', '', now(), now() + interval '1 day')
INSERT INTO pause (agent, terminal, reason, began_at) VALUES ('ME', 't', '', now() + interval '1 day')
INSERT INTO pause (agent, terminal, reason, began_at) VALUES ('ME', 't', '', '2020-01-01')
INSERT INTO pause (agent, terminal, reason, began_at, ended_at) VALUES ('ME', 't', '', now(), now())
INSERT INTO help_call (agent, at, answered_by, answer) VALUES ('ME', now() + interval '1 day', '', '')
INSERT INTO introduction (lead_id, agent, at, template, way) SELECT id, 'ME', '2020-01-01', 't', 'file' FROM lead WHERE held_by = 'ME'
