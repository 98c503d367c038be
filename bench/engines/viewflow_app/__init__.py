"""The application django-viewflow is given: a case, its lines and the flow of eight nodes."""
