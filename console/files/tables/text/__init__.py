"""Read delimited text as rows."""
