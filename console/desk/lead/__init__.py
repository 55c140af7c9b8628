"""One lead: look it up, edit it, merge it, write to it."""
