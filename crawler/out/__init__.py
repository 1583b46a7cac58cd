"""What leaves a desk as a file: CSV, JSON lines, Parquet, Atom, JSON Feed."""
