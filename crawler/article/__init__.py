"""The bytes of a page -> a tree (page), what it says of itself (metadata), its text in blocks (body), without clutter (clean)."""
