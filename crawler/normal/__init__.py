"""One form for what publishers write in many: addresses, dates, languages, texts."""
