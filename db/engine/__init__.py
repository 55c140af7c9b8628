"""Open a database and run transactions: SQLite, or PostgreSQL for teams."""
