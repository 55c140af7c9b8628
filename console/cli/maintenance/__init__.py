"""`smiledial backup`, `restore`, `audit`, `doctor` and `serve`."""
