"""The bytes of a page -> a tree (page), what it says of itself (metadata), its text (body), without clutter (clean)."""
