"""The only room that speaks SQL: polls and visits in, rows out. Door: `store.Store`, queue and sink: `local`."""
