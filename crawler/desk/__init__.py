"""What keeps a desk well: its files, its lock, its state in words."""
