"""The bytes of a page -> a tree (page), what it says of itself (facts), its text (text), a rule for its site (siterules)."""
