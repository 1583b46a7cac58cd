"""What a page says of itself: title, dates, authors, images, kind, rights. metadata.py reads them all."""
