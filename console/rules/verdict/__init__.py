"""May this phone ring now: the answer, its reasons and its sentences."""
