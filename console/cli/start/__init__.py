"""Opening the console, the first start, `demo` and `rehearse`."""
