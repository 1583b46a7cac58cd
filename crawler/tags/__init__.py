"""Makes, models, topics and companies found in a text, each with its reason. Pure."""
