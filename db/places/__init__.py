"""The places of leads, and the marks that make the claim skip a number."""
