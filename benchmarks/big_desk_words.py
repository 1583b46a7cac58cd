"""Chance -> titles and texts that look like car news in four languages and mean nothing; no publisher wrote them."""

import random
from dataclasses import dataclass
from itertools import accumulate

SYLLABLES = (
    "ba be bo da de do ga ge ka ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to "
    "va ve vi wa we zo ber den der gel ken len men ner pel ren sel tel ven wer zen bij dam fel gor hal jan kop lam mos"
)
COMMON = {
    "nl": "de het een van en in op met voor dat die niet aan er om is te zijn bij ook als naar dan nog maar",
    "en": "the a of and in on with for that which not to is are at also as by than still but from its new will",
    "de": "der die das und in auf mit von zu nicht ein eine den im ist sich auch als aus bei nach noch aber",
    "fr": "le la les un une des et en dans sur avec pour que qui ne pas au est sont aussi comme par plus mais",
}
HEADS = (
    "krijgt nieuwe accu getest prijs rijdt verder fabriek sluit plannen elektrisch hybride topman vertrekt verkoop "
    "daalt stijgt terugroepactie rem software update wegenbelasting proefrit facelift bestelauto stekker laadpaal"
)
PARAGRAPHS = 3000  # of each language; a text is three to five of them
VOCABULARY = 30_000
RANK = 400  # words that are more frequent than those of headlines: one of these is in one of ten articles


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs of each language, of 25 to 75 words each, the frequent words frequent."""

    paragraphs: dict[str, list[str]]
    heads: list[str]
    rare: list[str]

    def title(self, chance: random.Random, name: str) -> str:
        """A name, two words of many headlines, and three of few."""
        return f"{name} {' '.join((*chance.sample(self.heads, 2), *chance.choices(self.rare, k=3)))}"

    def text(self, chance: random.Random, language: str, name: str) -> str:
        """About 200 words in paragraphs; the name stands in it once, and in one of fifteen a price."""
        told = chance.choices(self.paragraphs[language], k=chance.randrange(3, 6))
        price = f" vanaf € {chance.randrange(15, 90)}.{chance.randrange(100, 999)}" if chance.random() < 1 / 15 else ""
        return "\n\n".join((f"{name}{price} {told[0]}", *told[1:]))


def words(chance: random.Random) -> Words:
    """The vocabulary and its paragraphs, the same for the same chance."""
    syllables, heads = SYLLABLES.split(), HEADS.split()
    rare = ["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4)))) for _ in range(VOCABULARY)]
    paragraphs = {}
    for language, common in COMMON.items():
        known = [*common.split(), *rare[:RANK], *heads, *rare[RANK:]]
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(known))))
        paragraphs[language] = [
            " ".join(chance.choices(known, cum_weights=weights, k=chance.randrange(25, 76))).capitalize() + "."
            for _ in range(PARAGRAPHS)
        ]
    return Words(paragraphs, heads, rare)
