"""Documents of ours for the lanes of which no golden files exist."""

WRITTEN = {
    "sitemap": (
        """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://kolibri.example/nieuws/1-laadpaal</loc><lastmod>2026-11-20T08:00:00+01:00</lastmod>
<news:news><news:publication><news:name>Kolibri</news:name><news:language>nl</news:language></news:publication>
<news:publication_date>2026-11-20T07:30:00+01:00</news:publication_date>
<news:title>Laadpaal in &#233;&#233;n dag geplaatst &amp; getest</news:title>
<news:keywords>laadpaal, elektrisch, test</news:keywords></news:news>
<image:image><image:loc>https://kolibri.example/b/1.jpg</image:loc></image:image></url>
<url><loc>/nieuws/2-kever</loc><lastmod>2026-11-19</lastmod></url>
</urlset>
""",
        """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://kolibri.example/sitemap-2026-11.xml</loc><lastmod>2026-11-21</lastmod></sitemap>
<sitemap><loc>https://kolibri.example/sitemap-2026-10.xml.gz</loc></sitemap>
<sitemap><loc>https://elders.example/sitemap.xml</loc><lastmod>gisteren</lastmod></sitemap>
</sitemapindex>
""",
        "https://kolibri.example/a\nhttps://kolibri.example/b?utm_source=x\n\nhttp://kolibri.example/c#d\n",
        """<urlset><url><loc>https://kolibri.example/1</loc><changefreq>daily</changefreq><priority>0.8</priority></url>
<url><loc><![CDATA[https://kolibri.example/2?a=1&b=2]]></loc><lastmod>2026-11-01T10:00:00.000Z</lastmod></url>
<url><loc>https://kolibri.example/3?a=1&b=2</loc><lastmod>1763542800</lastmod></url></urlset>
""",
    ),
    "robots": (
        "User-agent: *\nDisallow: /intern/\nCrawl-delay: 2\nSitemap: https://kolibri.example/sitemap.xml\n",
        "User-agent: Koplamp\nAllow: /nieuws/*.html$\nDisallow: /\nRequest-rate: 1/10s\nVisit-time: 0100-0500\n\n"
        "User-agent: *\nDisallow: /*?*sessie=\nDisallow: /zoek*pagina=*$\n",
    ),
    "tdmrep": (
        '[{"location": "/nieuws/*", "tdm-reservation": 1, "tdm-policy": "https://kolibri.example/tdm.json"},'
        ' {"location": "*", "tdm-reservation": 0}]',
        '[{"location": "/a*b*c$", "tdm-reservation": "1"}, {"location": "/%41", "tdm-reservation": true}]',
    ),
    "feed": (
        """{"version": "https://jsonfeed.org/version/1.1", "title": "Kolibri", "home_page_url": "https://kolibri.example/",
"feed_url": "https://kolibri.example/feed.json", "language": "nl", "next_url": "https://kolibri.example/feed.json?p=2",
"authors": [{"name": "Redactie"}], "items": [
{"id": "https://kolibri.example/1", "url": "https://kolibri.example/1", "title": "Hatchback met \\u00e9\\u00e9n motor",
"content_html": "<p>De wagen rijdt.</p><ul><li>een</li></ul>", "summary": "Kort", "image": "/b/1.jpg",
"date_published": "2026-11-20T08:00:00+01:00", "date_modified": "2026-11-20T09:00:00Z", "tags": ["ev", "test"]},
{"id": 4711, "url": "/2", "content_text": "Twee regels\\ntekst.", "author": {"name": "Jan Jansen"}}]}
""",
    ),
}
