"""Recognize text that says not to call, in seven languages and some wordings of others."""
