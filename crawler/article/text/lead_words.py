"""Words in a class, an id or an itemprop that call an element the standfirst; whole words, in small letters."""

STANDFIRST = frozenset(
    (
        *("abstract", "accroche", "bajada", "chapeau", "chapo", "deck", "dek", "description", "einleitung"),
        *("entradilla", "excerpt", "ingress", "inleiding", "intro", "introduction", "introtext", "lead", "leader"),
        *("leadtext", "lede", "manchet", "preface", "sommario", "standfirst", "subhead", "subheadline", "subtitle"),
        *("summary", "vorspann"),
    )
)
