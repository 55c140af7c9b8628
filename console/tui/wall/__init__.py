"""The firm's day on a screen on the wall (`smiledial wall`)."""
