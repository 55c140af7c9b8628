SELECT name FROM lead
SELECT notes FROM lead
SELECT * FROM lead
SELECT e164 FROM number
SELECT note FROM attempt
SELECT e164 FROM attempt
SELECT verdict FROM attempt
SELECT * FROM v_calls
SELECT * FROM v_leads
SELECT * FROM suppression
SELECT * FROM consent
SELECT * FROM audit_entry
SELECT * FROM lead_word
SELECT * FROM number_salt
UPDATE outcome SET label = ''
DELETE FROM call_tally
