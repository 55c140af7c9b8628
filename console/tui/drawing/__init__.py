"""Roles as styles: looks, themes, what is taken of Textual."""
