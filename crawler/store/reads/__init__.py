"""What the pages of the site ask of a database: one module a page, plain data out."""
