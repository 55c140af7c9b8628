"""Programs of others: a phone by KDE Connect, and a receiver of events in Node."""
