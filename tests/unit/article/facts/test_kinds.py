"""What an article is known by -> its kind."""

import pytest

from crawler.article.facts.kinds import Signs, kind

HOST = "https://krant.example"


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (Signs(), "news"),
        (Signs(types=frozenset({"newsarticle"})), "news"),
        (Signs(types=frozenset({"newsarticle", "liveblogposting"})), "liveblog"),
        (Signs(types=frozenset({"reviewnewsarticle"})), "review"),
        (Signs(types=frozenset({"videoobject"})), "video"),
        (Signs(types=frozenset({"imagegallery"})), "gallery"),
        (Signs(og_type="video.other"), "video"),
        (Signs(title="Liveblog: Kia onthult de EV2"), "liveblog"),
        (Signs(title="Fahrbericht: Kia EV3"), "review"),
        (Signs(title="Kia EV3 (review)"), "review"),
        (Signs(title="Video – zo rijdt de Kia EV3"), "video"),
        (Signs(title="Press release: Kia opens a factory"), "pressrelease"),
        (Signs(title="In beeld: de nieuwe Kia EV3"), "gallery"),
        (Signs(title="Foto's: de nieuwe Kia EV3"), "gallery"),
        (Signs(title="Foto’s | de nieuwe Kia EV3"), "gallery"),
        (Signs(title="Kia EV3 betrapt (foto's)"), "news"),
        (Signs(title="In beeld gekomen: de nieuwe Kia EV3"), "news"),
        (Signs(title="De test van Kia: rijdt hij ver?"), "news"),
        (Signs(title="Live and let drive"), "news"),
        (Signs(url=f"{HOST}/rijtesten/kia-ev3"), "review"),
        (Signs(url=f"{HOST}/auto/rijtest-kia-ev3.html"), "review"),
        (Signs(url=f"{HOST}/presse/pressemitteilungen/2025/kia"), "pressrelease"),
        (Signs(url=f"{HOST}/fotos/kia-ev3"), "gallery"),
        (Signs(url=f"{HOST}/video/kia-ev3"), "video"),
        (Signs(url=f"{HOST}/auto/review"), "news"),
        (Signs(url="https://[", title="x"), "news"),
        (Signs(section="Reviews"), "review"),
        (Signs(section="Car reviews"), "review"),
        (Signs(opening="DETROIT, Nov. 19, 2025 /PRNewswire/ -- Kia today"), "pressrelease"),
        (Signs(types=frozenset({"newsarticle"}), url=f"{HOST}/video/kia", opening="x" * 1001), "news"),
    ],
)
def test_the_kind(signs, expected):
    assert expected == kind(signs)
