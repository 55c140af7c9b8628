"""The agent's calendar, on real CalDAV servers."""
