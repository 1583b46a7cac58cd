"""The bytes of a page -> a tree (page), what it says of itself (facts), its text (text), a site's rule (siterules)."""
