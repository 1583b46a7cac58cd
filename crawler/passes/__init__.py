"""Passes over what is stored: rows and pages from the store, through the pure rooms, back into rows."""
