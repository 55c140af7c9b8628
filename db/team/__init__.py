"""A team on PostgreSQL: who may do what, the logins, what an agent's sees, calls and writes."""
