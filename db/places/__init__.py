"""The places of leads, and the marks by which the claim skips numbers on lists."""
