"""Lists of leads, whose leads are whose, and how many stand where."""
