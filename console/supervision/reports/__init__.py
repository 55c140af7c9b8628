"""What calling brought, counted."""
