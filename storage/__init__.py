"""What we remember: every answer, sealed, in one durable transaction a turn."""
