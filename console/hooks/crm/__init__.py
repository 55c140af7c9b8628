"""Scripts that write calls into a CRM; `smiledial hooks example` prints one as a single file."""
