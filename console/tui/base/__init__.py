"""What every screen works with: workplace, lane, bindings."""
