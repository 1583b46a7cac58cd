"""Figures as people say them."""


def counted(number: int, thing: str) -> str:
    """A number of things: 1 feed, 2 feeds."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
