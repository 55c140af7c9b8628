UPDATE audit_entry SET agent = 'tom'
DELETE FROM audit_entry
TRUNCATE attempt
CREATE TABLE mine (id int)
ALTER TABLE lead DISABLE TRIGGER ALL
DROP VIEW v_calls
CREATE ROLE zoe
UPDATE alembic_version SET version_num = ''
SELECT lo_create(0)
SELECT lo_creat(0)
SELECT lo_from_bytea(0, 'x')
SET ROLE OWNER
SET SESSION AUTHORIZATION postgres
SET session_replication_role = replica
ALTER SYSTEM SET log_statement = 'all'
ALTER ROLE CURRENT_USER CREATEROLE
ALTER ROLE "OLGA" NOLOGIN
ALTER ROLE "ANN" PASSWORD 'mine'
DROP ROLE "ADI"
GRANT OWNER TO CURRENT_USER
GRANT SUPERVISOR TO "ANN"
CREATE DATABASE mine
CREATE SCHEMA mine
CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE OR REPLACE FUNCTION desk.entry_goes_on() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
ALTER FUNCTION desk.entry_goes_on() SECURITY INVOKER
ALTER TABLE audit_entry DISABLE TRIGGER ALL
DROP TRIGGER entry_goes_on_insert ON audit_entry
CREATE TRIGGER mine BEFORE INSERT ON attempt FOR EACH ROW EXECUTE FUNCTION desk.head_goes_on()
CREATE RULE mine AS ON INSERT TO audit_entry DO INSTEAD NOTHING
COPY lead TO PROGRAM 'cat'
COPY lead TO '/dev/null'
SELECT pg_read_file('/etc/passwd')
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> session_user
SELECT * FROM desk.sight
SELECT desk.show(ARRAY[1])
SELECT clear_planned()
DELETE FROM audit_head
INSERT INTO audit_head SELECT 2, seq, hash FROM audit_head
UPDATE audit_head SET seq = 0
UPDATE audit_head SET seq = seq + 1
UPDATE audit_head SET hash = 'x'
UPDATE audit_head SET id = 2, seq = seq + 1
