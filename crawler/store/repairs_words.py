"""Words that make two titles two: the second recall is not the third. Those that are articles as well are left out."""

NUMBERS = frozenset(
    {
        *("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
        *("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"),
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        *("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "zwölf"),
        *(
            f"{stem}{end}"
            for stem in ("erst", "zweit", "dritt", "viert", "fünft", "sechst")
            for end in ("e", "en", "er")
        ),
        *("deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "onze", "douze"),
        *("premier", "première", "deuxième", "seconde", "troisième", "quatrième", "cinquième", "sixième"),
        *("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"),
    }
)
