SELECT name FROM lead WHERE held_by = 'ME' AND name <> ''
SELECT e164 FROM number WHERE e164 = '+12085550101'
SELECT note FROM attempt WHERE agent = 'ME' AND note <> ''
SELECT count(*) FROM lead WHERE status = 'open'
SELECT * FROM audit_entry WHERE agent = 'ME'
SELECT look_at(5)
SELECT * FROM setting
