"""Read JSON and address books as rows."""
