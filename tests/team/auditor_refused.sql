INSERT INTO suppression SELECT FROM suppression
UPDATE setting SET value = '1'
DELETE FROM attempt
UPDATE audit_head SET seq = 0
CREATE TEMPORARY TABLE mine (id int)
SELECT let_login('x', false)
SELECT claim_next('a', 'b', '{1}', NULL, NULL, now(), now(), now())
SELECT nextval('lead_id_seq')
SELECT lo_create(0)
SELECT lo_from_bytea(0, 'x')
SET ROLE OWNER
SET ROLE SUPERVISOR
SET session_replication_role = replica
ALTER ROLE CURRENT_USER CREATEROLE
ALTER ROLE "SUE" NOLOGIN
GRANT SUPERVISOR TO CURRENT_USER
CREATE ROLE zoe
CREATE SCHEMA mine
CREATE TABLE mine (id int)
ALTER TABLE attempt DISABLE TRIGGER ALL
TRUNCATE audit_entry
COPY lead FROM PROGRAM 'cat'
COPY lead TO PROGRAM 'cat'
SELECT pg_read_file('/etc/passwd')
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> session_user
SELECT * FROM audit_head FOR UPDATE
INSERT INTO audit_entry SELECT * FROM audit_entry
DELETE FROM audit_entry
UPDATE attempt SET note = ''
UPDATE lead SET held_until = NULL
DELETE FROM suppression
SELECT mark_planned('{1}')
SELECT desk.look_at(1)
SELECT * FROM desk.lead
SELECT setval('lead_id_seq', 1)
