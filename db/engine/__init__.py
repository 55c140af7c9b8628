"""Opening a database and transacting with it: SQLite, or PostgreSQL for teams."""
