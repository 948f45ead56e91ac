"""Who is who and who sees what: users, organisations, roles, and the single scoped fetch."""
