"""Who may do what: the one question, asked of organisations nobody thought of."""
