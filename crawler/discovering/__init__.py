"""Questions asked outside of a crawl, one depending on another: what a site has, and how feeds answer now."""
