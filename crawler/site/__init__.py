"""A desk's database in a browser: Datasette with our words, questions and door."""
