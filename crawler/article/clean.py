def clean(blocks, title, language): return blocks
