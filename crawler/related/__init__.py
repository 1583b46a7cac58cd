"""Articles beside each other: which repeat which, which tell of one event. Pure, over rows they are handed."""
