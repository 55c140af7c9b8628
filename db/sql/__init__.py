"""Words of SQL that both databases share, and rows by the thousand."""
