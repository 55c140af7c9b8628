"""A team on PostgreSQL: roles and logins, and what an agent's login may read, call and write."""
