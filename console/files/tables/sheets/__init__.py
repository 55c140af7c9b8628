"""Spreadsheets as rows."""
