"""Read spreadsheets as rows."""
