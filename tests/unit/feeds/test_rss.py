"""RSS, RDF and Atom as publishers write them -> entries; whatever the bytes, never an exception."""

import pytest

from crawler import feeds

URL = "https://krant.example/auto/feed.xml"
ITEM = "<item><title>Renault 5</title><link>https://krant.example/r5</link>{}</item>"


def rss(items: str, head: str = "<title>Krant</title><link>https://krant.example/</link>") -> str:
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
        'xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'


def atom(entries: str, attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Blad</title>{entries}</feed>'


def read(written: str | bytes, most: int = 100, content_type: str = "text/xml"):
    return feeds.read(written if isinstance(written, bytes) else written.encode(), URL, content_type, most)


def first(written: str | bytes):
    document = read(written)
    assert document is not None
    return document.entries[0]


def test_an_ordinary_item_is_read_whole():
    entry = first(
        rss(
            """<item>
            <title>Dacia Spring &amp;amp; Bigster</title>
            <link>/nieuws/dacia?utm_source=rss</link>
            <guid isPermaLink="false">4711</guid>
            <pubDate>wo, 19 nov 2025 08:30:00 CET</pubDate>
            <description>&lt;p&gt;Kort.&lt;/p&gt;</description>
            <content:encoded><![CDATA[<p>Lang en <a href="/x">breed</a>.</p>]]></content:encoded>
            <dc:creator>Jan de Vries</dc:creator><dc:creator>An Smit</dc:creator>
            <category>Elektrisch</category><category domain="x">Dacia</category>
            <media:content url="https://krant.example/klein.jpg" medium="image" width="300"/>
            <media:content url="https://krant.example/groot.jpg" type="image/jpeg" width="1200"/>
            </item>""",
            "<title>Krant</title><link>https://krant.example/</link><language>nl-NL</language>",
        )
    )

    assert "Dacia Spring & Bigster" == entry.title
    assert "https://krant.example/nieuws/dacia?utm_source=rss" == entry.url
    assert ("4711", False) == (entry.guid, entry.guid_is_permalink)
    assert "wo, 19 nov 2025 08:30:00 CET" == entry.published_raw
    assert "<p>Kort.</p>" == entry.summary
    assert '<p>Lang en <a href="https://krant.example/x">breed</a>.</p>' == entry.content
    assert ("Jan de Vries", "An Smit") == entry.authors
    assert ("Elektrisch", "Dacia") == entry.categories
    assert "https://krant.example/groot.jpg" == entry.image_url
    assert "nl-NL" == entry.language


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://a.example/1</link>", "https://a.example/1"),
        ("<link>//a.example/1</link>", "https://a.example/1"),
        ("<link>artikel/1</link>", "https://krant.example/auto/artikel/1"),
        ("<link><![CDATA[ https://a.example/1?a=1&b=2 ]]></link>", "https://a.example/1?a=1&b=2"),
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ('<guid isPermaLink="true">https://a.example/1</guid>', "https://a.example/1"),
        ('<guid isPermaLink="false">https://a.example/1</guid>', None),
        ("<guid>4711</guid>", None),
        ("<guid>urn:uuid:1225c695</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>mailto:jan@a.example</link>", None),
        ("<link>https://a.example:99999/1</link>", None),
        ("<link></link>", None),
        (
            '<atom:link rel="self" href="https://a.example/feed"/><link>https://a.example/1</link>',
            "https://a.example/1",
        ),
        ('<enclosure url="https://a.example/1.mp3" type="audio/mpeg"/>', None),
    ],
)
def test_the_address_of_an_item(item, url):
    assert url == first(rss(f"<item><title>t</title>{item}</item>")).url


def test_a_guid_stays_as_written_beside_a_relative_link():
    entry = first(rss("<item><title>t</title><guid>4711</guid><link>/1</link></item>"))

    assert ("4711", "https://krant.example/1") == (entry.guid, entry.url)


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link href="/1"/>', "https://krant.example/1"),
        ('<link rel="self" href="/a.xml"/><link rel="alternate" href="/1"/>', "https://krant.example/1"),
        (
            '<link rel="alternate" type="application/json" href="/1.json"/>'
            '<link rel="alternate" type="text/html" href="/1"/>',
            "https://krant.example/1",
        ),
        ('<link rel="enclosure" href="/1.mp3"/>', None),
        ("<id>https://krant.example/1</id>", "https://krant.example/1"),
        ("<id>tag:krant.example,2025:1</id>", None),
    ],
)
def test_the_address_of_an_atom_entry(links, url):
    assert url == first(atom(f"<entry><title>t</title>{links}</entry>")).url


def test_xml_base_goes_before_the_feeds_address():
    entry = first(atom('<entry><title>t</title><link href="1"/></entry>', 'xml:base="https://ander.example/map/"'))

    assert "https://ander.example/map/1" == entry.url


def test_atom_keeps_both_dates_and_the_language_of_the_entry():
    entry = first(
        atom(
            '<entry xml:lang="de"><title>t</title><published>2025-11-19T08:00:00+01:00</published>'
            "<updated>2025-11-20T09:00:00Z</updated><author><name>Jana</name><email>j@x.example</email></author></entry>",
            'xml:lang="nl"',
        )
    )

    assert ("2025-11-19T08:00:00+01:00", "2025-11-20T09:00:00Z") == (entry.published_raw, entry.updated_raw)
    assert ("de", ("Jana",)) == (entry.language, entry.authors)


def test_the_only_date_of_rss_1_is_when_it_was_published():
    entry = first(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>k</title></channel>'
        '<item rdf:about="https://a.example/1"><title>t</title><link>https://a.example/1</link>'
        "<dc:date>2025-11-19T08:00:00+01:00</dc:date></item></rdf:RDF>"
    )

    assert ("2025-11-19T08:00:00+01:00", None) == (entry.published_raw, entry.updated_raw)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("<author>jan@krant.example (Jan de Vries)</author>", ("Jan de Vries",)),
        ("<author>Jan de Vries</author>", ("Jan de Vries",)),
        ("<author>redactie@krant.example</author>", ()),
        ("<dc:creator><![CDATA[Jan &amp; An]]></dc:creator>", ("Jan & An",)),
        ("", ()),
    ],
)
def test_authors_are_names(written, names):
    assert names == first(rss(ITEM.format(written))).authors


def test_a_pictures_description_is_not_the_text():
    entry = first(
        rss(
            ITEM.format(
                "<media:content url='https://a.example/1.jpg' medium='image'><media:description>Foto van de auto"
                "</media:description></media:content><description>Een samenvatting van het bericht.</description>"
            )
        )
    )

    assert ("Een samenvatting van het bericht.", "") == (entry.summary, entry.content)


def test_a_videos_description_is_its_summary():
    entry = first(
        rss(
            "<item><title>t</title><media:group><media:description>Test van de BMW</media:description>"
            "</media:group></item>"
        )
    )

    assert "Test van de BMW" == entry.summary


def test_a_counting_pixel_is_no_full_text():
    entry = first(
        rss(
            ITEM.format(
                "<description>Nieuws van de dag</description><content:encoded>&lt;img src='p'/&gt;</content:encoded>"
            )
        )
    )

    assert ("Nieuws van de dag", "") == (entry.summary, entry.content)


def test_feedburner_and_amp_addresses_are_aliases():
    entry = first(
        rss(
            ITEM.format(
                "<feedburner:origLink>https://krant.example/echt</feedburner:origLink>"
                '<atom:link rel="amphtml" href="/amp/r5"/>'
            )
        )
    )

    assert ("https://krant.example/echt", "https://krant.example/amp/r5") == entry.aliases


def test_only_the_first_entries_are_kept():
    document = read(rss("".join(f"<item><title>{number}</title></item>" for number in range(30))), most=7)

    assert [str(number) for number in range(7)] == [entry.title for entry in document.entries]
    assert document.warning is None


GARBLED = {
    "white space before the declaration": "\n\n  " + rss(ITEM.format("")),
    "a server's warning before it": "<br />\n<b>Warning</b>: foo() in /var/www on line 1<br />\n"
    + rss(ITEM.format("")),
    "an undefined entity": rss(ITEM.format("<description>R&eacute;gie&nbsp;Renault</description>")),
    "a bare ampersand": rss(ITEM.format("<description>Peugeot & Citroën</description>")),
    "a control character": rss(ITEM.format("<description>a\x0bb\x00c</description>")),
    "a surrogate reference": rss(ITEM.format("<description>a&#xD800;b & c</description>")),
    "a reference beyond Unicode": rss(ITEM.format("<description>a&#1114112;&#99999999999;b & c</description>")),
    "a prefix nobody declared": rss(ITEM.format("<foo:bar>x</foo:bar>")),
    "a geometry that makes feedparser raise": rss(
        ITEM.format('<gml:Point srsName="EPSG:x"><gml:pos>1 2</gml:pos></gml:Point>')
    ).replace("<rss", '<rss xmlns:gml="http://www.opengis.net/gml"'),
    "a stray text input": rss(ITEM.format("") + "<textInput></textInput><name>x</name>"),
    "entities that expand": '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + rss(ITEM.format("<x>&b;</x>"))[38:],
    "junk after the end": rss(ITEM.format("")) + "\n<!-- 0.1 s --><p>",
    "a title cut in the middle of a letter": rss(ITEM.format("<description>Citroë")).encode()[:-1]
    + b"</description></item></channel></rss>",
    "a very long author": rss(ITEM.format(f"<author>{'a' * 60_000}</author>")),
    "in a page": f"<!DOCTYPE html><html><body>{atom(ITEM.format('').replace('item', 'entry'))}</body></html>",
}


@pytest.mark.parametrize("what", GARBLED)
def test_a_garbled_feed_is_read_all_the_same(what):
    assert "Renault 5" == first(GARBLED[what]).title


def test_a_document_that_was_cut_short_says_so():
    whole = rss("".join(f"<item><title>{number}</title><link>/{number}</link></item>" for number in range(9)))
    document = read(whole[: whole.index("<title>6")])

    assert ["0", "1", "2", "3", "4", "5"] == [entry.title for entry in document.entries][:6]
    assert document.cut_short
    assert document.warning.startswith("cut short: ")


def test_an_empty_feed_is_a_feed():
    assert () == read(rss("")).entries


NO_FEED = {
    "nothing": b"",
    "white space": b" \n\t ",
    "a page": b"<!DOCTYPE html><html><head><title>x</title></head><body><p>Renault</p></body></html>",
    "a page that talks of feeds": b"<html><body><p>Write <rss version='2.0'> first</p></body></html>",
    "a sitemap": b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://a.example/</loc></url></urlset>",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a pdf": b"%PDF-1.7 ...",
    "text": b"Zomaar een tekst over auto's.",
    "json of another kind": b'{"items": 3}',
    "broken json": b'{"version": "https://jsonfeed.org/version/1", "items": [',
    "other rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x/></rdf:RDF>',
}


@pytest.mark.parametrize("what", NO_FEED)
def test_what_is_no_feed_is_none(what):
    assert None is read(NO_FEED[what])


def test_bytes_that_name_a_file_do_not_open_it(tmp_path):
    secret = tmp_path / "feed.xml"
    secret.write_text(rss(ITEM.format("")))

    assert None is read(str(secret).encode())


CHARSETS = [
    # bytes, what the server says, what is read
    ("utf-8", "utf-8", "text/xml"),
    ("utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),  # valid UTF-8 beats both
    ("cp1252", "iso-8859-1", "text/xml"),
    ("cp1252", "utf-8", "text/xml; charset=windows-1252"),
    ("cp1252", "undefined", "text/xml"),
    ("cp1252", "unicode_escape", "text/xml; charset=idna"),
    ("iso8859_15", "iso-8859-15", "text/xml"),
    ("utf-16", "utf-16", "application/rss+xml"),
    ("utf_8_sig", "utf-8", "text/plain"),
]


@pytest.mark.parametrize(("codec", "declared", "content_type"), CHARSETS)
def test_the_bytes_decide_the_character_set(codec, declared, content_type):
    written = rss(
        ITEM.format("").replace("Renault 5", "Škoda Citroën" if codec.startswith(("utf", "iso8859_15")) else "Citroën")
    )
    written = written.replace('encoding="utf-8"', f'encoding="{declared}"')
    document = read(written.encode(codec), content_type=content_type)

    assert document.entries[0].title.endswith("Citroën")


def test_japanese_mail_encoding_is_not_mistaken_for_ascii():
    written = rss("<item><title>トヨタ</title></item>").replace('encoding="utf-8"', 'encoding="iso-2022-jp"')

    assert "トヨタ" == first(written.encode("iso2022_jp")).title
