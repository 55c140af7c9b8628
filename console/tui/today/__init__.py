"""F2: the supervisor's day and its dialogs and pages."""
