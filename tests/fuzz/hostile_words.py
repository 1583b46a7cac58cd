"""What strangers write to see whether a reader breaks: pieces put into documents, and pieces repeated in them."""

TOKENS = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE html>", b"<?xml version='1.0' encoding='utf-16'?>",
    b"<?php ?>", b"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY % c SYSTEM 'file:///etc/passwd'>]>", b"&a;", b"%c;",
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>",
    b"&c;", b"<script>alert(1)</script>", b"<style>", b"<textarea>", b"<title>", b"<plaintext>", b"<noscript>",
    b"<template>", b"<svg><math><mi>", b"<table><tr><td>", b"<select><option>", b"<frameset>",
    b"<iframe srcdoc='<p>x'>", b"<base href='//x'>", b"<base href='javascript:1'>", b"<meta charset=utf-7>",
    b"<meta charset='unicode_escape'>", b"<a href='java\nscript:1'>", b"<link rel=canonical href='http://[::1'>",
    b"<link rel=canonical href='https://kolibri.example/x'>", b"<p>", b"</p>", b"<article>", b"</article>",
    b"</body></html>", b"</rss>", b"<rss>", b"<item>", b"</item>", b"<entry>", b"</entry>", b"<channel ",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<rdf:RDF>", b"<urlset>", b"<sitemapindex>", b"<url><loc>",
    b"</loc></url>", b"<content type='xhtml'><div>", b"<content type='application/octet-stream'>AAAA</content>",
    b"<guid isPermaLink='true'>", b"<link>http://[</link>", b"<link>http://a:99999999/</link>", b"<link>//</link>",
    b"<link href='http://\xef\xbc\x8f\xe2\x84\x80/'/>", b"<link>http://xn--\xff/</link>",
    b"<link>https://" + b"a." * 200 + b"nl/</link>", b"<pubDate>", b"</pubDate>",
    b"<pubDate>Thu, 99 Foo 0000 99:99:99 +9999</pubDate>", b"<pubDate>-1</pubDate>", b"<pubDate>1e309</pubDate>",
    b"<dc:date>10000-01-01T24:00:60Z</dc:date>", b"<updated>0000-00-00T00:00:00Z</updated>",
    b"<dc:date>2025-02-30</dc:date>", b"<dc:creator>(((((((((((((((</dc:creator>", b"<author>a@b@c@d</author>",
    b"<ttl>9999999999999999999999</ttl>", b"<ttl>-1</ttl>", b"<sy:updateFrequency>0</sy:updateFrequency>",
    b"<skipHours><hour>99</hour><hour>-1</hour></skipHours>", b"<geo:point>NaN NaN</geo:point>",
    b"<georss:polygon>1 2 3</georss:polygon>", b"<gml:pos>a b</gml:pos>",
    b"<media:content url='' width='\xc2\xb2' fileSize='x'/>",
    b"<enclosure url='http://a/' length='-1' type='image/x'/>", b"<psc:chapter start='99:99:99:99'/>",
    b"<itunes:duration>:</itunes:duration>", b"<media:rating scheme='x'/>", b"<category term=''/>",
    b"<source url='x'>", b"<cloud domain='127.0.0.1'/>", b"<textInput>", b"<image><url>", b"xml:base='http://[::'",
    b"xml:lang='\xff'", b"xmlns:a=''", b"xmlns=''", b"rdf:about='\x00'", b" type='base64'", b" mode='base64'",
    b"<time datetime='2025-11-19T25:61'>", b"<time datetime='P1Y2M'>gisteren</time>", b"<span class=author>",
    b"<div class='paywall'>", b"<script type='application/ld+json'>{\"@type\":[[[[",
    b"<script type='application/ld+json'>{\"@graph\": 1}</script>",
    b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":{\"name\":{\"@value\":[null]}},"
    b"\"datePublished\":1e400,"
    b"\"headline\":[[\"x\"]],\"image\":{\"url\":{\"url\":7}},\"articleBody\":{\"a\":1},\"isAccessibleForFree\":\"maybe\"}</script>",
    b"<script type='application/ld+json'>" + b"9" * 5000 + b"</script>",
    b"<script id='__NEXT_DATA__' type='application/json'>",
    b"<script id='__NUXT_DATA__' type='application/json'>[[1],{\"a\":1},0,-5,99]</script>",
    b"window.__NUXT__=(function(a,b){return {}}(1",
    b"<meta property='article:published_time' content='\xf0\x9f\x9a\x97'>",
    b"<meta property='og:image' content='data:image/png;base64,AA'>",
    b"<meta name=robots content='noarchive, noai, unavailable_after: x'>", b"<html lang='\xc3\x28'>",
    b"<html lang='" + b"x-" * 100 + b"'>", b'"items": [', b'{"id":',
    b'"version": "https://jsonfeed.org/version/1.1"', b"NaN", b"Infinity", b"-Infinity", b"1e999", b"null", b"true",
    b"[]", b"{}", b'"\\ud800"', b'"\\u0000"', b'\\"', b"\\", b'"', b"'", b"<", b">", b"&", b"=", b"{", b"}", b"[",
    b"]", b",", b":", b"\n", b"\r", b"\t", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"%PDF-1.4", b"\x89PNG\r\n",
    b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"+ADw-script+AD4-", b"Crawl-delay: nan",
    b"Crawl-delay: 1e400", b"Crawl-delay: -5", b"\nDisallow: /*a*a*a*a*a*a*a*a*b$", b"\nAllow: /%",
    b"\nUser-agent: *\n", b'"location": "/*a*a*a*a*a*b$"', b'"tdm-reservation": 1e999', b'"tdm-reservation": [1]',
    b"19 november 2025", b"vor 3 Stunden", b"il y a 99999999999999999999 jours", b"31.02.2025 25:61",
    "１９年１１月２０２５".encode(), "ñ́̀̂".encode(), "İIıi".encode(), "ﬁﬂ".encode(), "١٢٣٤".encode(),
)  # fmt: skip

CHARACTERS = (
    b"\x00", b"\x01", b"\x08", b"\x0b", b"\x0c", b"\x1b[31m", b"\x1b]0;x\x07", b"\x7f", b"\xc2\x80", b"\xc2\x85",
    b"\xc2\x9b", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xef\xbf\xbe", b"\xef\xbf\xbf",
    b"\xef\xb7\x90", b"\xf0\x9f\xbf\xbf", b"\xf4\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe2\x80\xae",
    b"\xe2\x81\xa6", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xe2\x80\x8b", b"\xc2\xad", b"\xef\xbb\xbf", b"\xcc\x81",
    b"\xcd\x84", b"\xe0\xb7\x9d", b"\xff", b"\xfe", b"\x80", b"\xc3", b"\xf0\x9f", b"\xee\x80\x80", b"\xee\x80\x81",
)  # fmt: skip

ENTITIES = (
    b"&#xD800;", b"&#xDFFF;", b"&#x110000;", b"&#99999999999;", b"&#0;", b"&#x0;", b"&#-1;", b"&#xFFFF;",
    b"&#x1F697;", b"&#128;", b"&#150;", b"&#;", b"&#x;", b"&nbsp", b"&amp;amp;amp;lt;b&amp;amp;amp;gt;",
    b"&lt;script&gt;", b"&NotExisting;", b"&eacute", b"&;", b"&&&&", b"&#x80;", b"&shy;", b"&zwj;",
    b"&CounterClockwiseContourIntegral;", b"&#" + b"1" * 5000 + b";", b"&#x" + b"f" * 5000 + b";", b"&#8238;",
    b"&#10;", b"&#13;", b"&#9;", b"&apos;",
)  # fmt: skip

NUMBERS = (
    b"0", b"-1", b"2147483648", b"9223372036854775808", b"18446744073709551616", b"1e309", b"-1e309", b"0x7fffffff",
    b"9" * 40, b"9" * 5000, b"0" * 300, b"00", b"1.5", b"-0", b"NaN", b"1_000", b"10000", b"275760", b"1763542800",
    b"1763542800000", b"99999999999999",
)  # fmt: skip

FLOODS = (
    b"<div>", b"<b><i>", b"<p>", b"<br>", b"<br/>", b"<table><tr><td>", b"<ul><li>", b"<a href='/x'>x</a>",
    b"<span>", b"<!--", b"<![CDATA[", b"<", b"&", b"&amp;", b"</div>", b"<a ", b"<p>a</p>", b"<item>",
    b"<entry><title>a</title></entry>", b"<item><title>a</title><link>/a</link></item>", b"[", b"{", b'{"a":', b"(",
    b" ", b"\n", b"\t", b"a", b"1 ", b"a@", b"http://a/ ", b"<x:y>", b"</", b"<!", b"<?", b"-->", b"]]>", b"'",
    b'"', b"=", b"\\", b",", b"\xcc\x81", b"\xe2\x80\x8b", b"<h2>x</h2>", b"<font>", b"<blockquote>",
    b"<time>1</time>", b"<meta name=a content=b>", b"<link rel=x href=y>",
    b"<script type='application/ld+json'>{}</script>", b"<img src=/a>", b"<url><loc>/a</loc></url>",
    b"<category>a</category>", b"<author>a</author>", b"<link rel='alternate' href='/a'/>",
    b"<media:content url='/a'/>", b"\nDisallow: /*a", b"<svg>", b"<select>", b"<noscript>", b"</p>", b"lees ook ",
    b"&lt;p&gt;", b"<li>a</li>", b"<p>Foto: ANP</p>", b"<figure><img src=a><figcaption>x</figcaption></figure>",
    b"<dc:creator>a</dc:creator>",
)  # fmt: skip

CHARSETS = (
    b"utf-8", b"utf-16", b"utf-16le", b"utf-32", b"utf-7", b"iso-8859-1", b"windows-1252", b"undefined",
    b"unicode_escape", b"idna", b"rot13", b"punycode", b"base64", b"iso-2022-jp", b"iso-2022-kr", b"hz", b"gb18030",
    b"big5", b"euc-kr", b"shift_jis", b"cp037", b"cp437", b"cp9999", b"mac_roman", b"koi8-r", b"tis-620",
    b"x-user-defined", b"ascii", b"us-ascii", b"mbcs", b"utf_8_sig", b"raw_unicode_escape", b"../../etc", b"\xff",
    b"",
)  # fmt: skip
