"""What an article says: its blocks and its lead. chain.py is the order of the steps."""
