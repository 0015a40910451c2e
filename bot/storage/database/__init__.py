"""The database: its connections, transactions, clock and migrations."""
