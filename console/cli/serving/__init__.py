"""The console in a browser: `smiledial serve`.

textual-serve draws a Textual app in a browser, and no more: it has no log-in, starts the app by a
shell and asks other servers for fonts. Of it are taken what draws (its script and its font) and
what carries keys and screens between browser and app; the door, the page and the start of the app
are here.
"""
