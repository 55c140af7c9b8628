"""The console in a browser: `smiledial serve`.

textual-serve only draws a Textual app in a browser: it has no login, starts the app through a
shell, and loads fonts from other servers. We use its script and font, and its protocol for keys and
screens. The login, the page and the start of the app are ours.
"""
