"""What an answer means, when to ask again, how long a host must rest, and which addresses may be asked."""
