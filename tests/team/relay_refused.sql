SELECT * FROM lead
SELECT notes FROM lead
SELECT email FROM lead
SELECT e164 FROM number
SELECT verdict FROM attempt
SELECT salt FROM attempt
SELECT number FROM audit_entry
SELECT proof FROM audit_entry
SELECT reason FROM suppression
SELECT * FROM consent
SELECT * FROM number_salt
SELECT * FROM changed_value
SELECT * FROM setting
SELECT * FROM v_calls
SELECT note FROM appointment
UPDATE hook SET target = '["https://elsewhere.example"]'
UPDATE hook SET personal = '["number"]'
UPDATE hook SET is_private = true
UPDATE hook SET fingerprint = ''
INSERT INTO hook SELECT * FROM hook
DELETE FROM hook
UPDATE attempt SET note = ''
DELETE FROM attempt
UPDATE lead SET name = ''
DELETE FROM suppression
INSERT INTO suppression (e164) VALUES ('+12085550199')
UPDATE audit_entry SET agent = 'sue'
DELETE FROM audit_entry
INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash) SELECT seq + 1, now(), session_user, 'dnc_remove', '{}', '', hash, '' FROM audit_head
INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash) SELECT seq + 1, now(), 'sue', 'hook_dead', '{}', '', hash, '' FROM audit_head
SET ROLE SUPERVISOR
SET ROLE OWNER
CREATE TABLE mine (x int)
CREATE ROLE mine
COPY outcome TO PROGRAM 'true'
