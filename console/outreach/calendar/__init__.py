"""The agent's own calendar: their promises go there by CalDAV (RFC 4791), one way."""
