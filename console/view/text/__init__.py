"""Text for both consoles: cleaning, clocks, counts, report codes and styled lines."""
