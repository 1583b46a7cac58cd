"""Elements and attributes that feedparser takes in ways of its own, to be put into ordinary documents."""

ELEMENTS = (
    (
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p class='a&quot;b'>X &amp; "
        "<br/>y</p> t</div></content>"
    ),
    (
        "<content type='xhtml'> <div xmlns='http://www.w3.org/1999/xhtml'>a</div><div "
        "xmlns='http://www.w3.org/1999/xhtml'>b</div></content>"
    ),
    (
        "<summary type='xhtml'>t <h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:img src='q.png' "
        "TYPE='X'/></h:div></summary>"
    ),
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><title>in</title><body>x</body></div></content>",
    "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>T <i>x</i></div></title>",
    "<image><title>x</title><ttl>3</ttl></image>",
    "<author>a.b@x.com (The Week)</author>",
    "<author>a.b@x.info (The Info)</author>",
    "<dc:creator xmlns:dc='urn:otherdc'>odd dc</dc:creator>",
    "<x:wrap xmlns:x='urn:x'><ttl>5</ttl></x:wrap>",
    "<title/>",
    "<title>T2 &amp;lt;b&gt;</title>",
    "<title type='html'>&lt;b>x&lt;/b> &amp;amp; y</title>",
    "<media:title xmlns:media='http://search.yahoo.com/mrss/'>MT</media:title>",
    "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>DT</dc:title>",
    "<description>D &lt;p>x&lt;/p></description>",
    "<description/>",
    "<summary>S</summary>",
    "<summary type='html'>&lt;i>S</summary>",
    "<content type='html' xml:base='http://base.example/a/'>&lt;a href='q'>C&lt;/a></content>",
    "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>CE &lt;a href='z'></content:encoded>",
    "<link>http://l.example/1?a=1&amp;b=2</link>",
    "<link>rel/1?x=1&amp;amp;y;z</link>",
    "<link href='r?1' rel='ALTERNATE'/>",
    "<link href='' />",
    "<link rel='self' href='s'/>",
    "<link rel='next' href='?p=2'/>",
    "<link rel='enclosure' type='image/png' href='e.png'/>",
    "<link url='u' rel='amphtml'/>",
    "<link/>",
    "<guid>4711</guid>",
    "<guid isPermaLink='false'>http://g.example/1</guid>",
    "<guid isPermaLink='true'>/g/1</guid>",
    "<guid ISPERMALINK='TRUE'>http://x.example/TRUE</guid>",
    "<id>http://id.example/1</id>",
    "<id/>",
    "<pubDate>Wed, 19 Nov 2025 08:30:00 GMT</pubDate>",
    "<pubDate/>",
    "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2025-11-19</dc:date>",
    "<published>2025-11-18T00:00Z</published>",
    "<updated>2024-01-01</updated>",
    "<modified>2023-01-01</modified>",
    "<created>2022-01-01</created>",
    "<date>2021-01-01</date>",
    "<author>j@x.nl (Jan)</author>",
    "<author>Jan</author>",
    "<author><name>N</name><email>n@e.nl</email></author>",
    "<author><name/><uri>u</uri></author>",
    "<author/>",
    "<author> x <name>N</name></author>",
    "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>C &lt;b></dc:creator>",
    "<itunes:author xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>IA</itunes:author>",
    (
        "<itunes:owner "
        "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><itunes:name>O</itunes:name></itunes:owner>"
    ),
    "<managingEditor>M</managingEditor>",
    "<contributor><name>Co</name></contributor>",
    "<name>bare</name>",
    "<email>bare@x.nl</email>",
    "<category>c1</category>",
    "<category term='t' label='L'/>",
    "<category term='' scheme='s'>txt</category>",
    "<category domain='d'>dom</category>",
    "<category/>",
    "<media:category xmlns:media='http://search.yahoo.com/mrss/'>mc</media:category>",
    "<media:keywords xmlns:media='http://search.yahoo.com/mrss/'>k1, k2</media:keywords>",
    "<itunes:category xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' text='IC'/>",
    "<itunes:keywords xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>a,b,</itunes:keywords>",
    "<keywords>kw</keywords>",
    "<tags>t1,t2</tags>",
    "<dc:subject xmlns:dc='http://purl.org/dc/elements/1.1/'>subj</dc:subject>",
    "<language>de</language>",
    "<dc:language xmlns:dc='http://purl.org/dc/elements/1.1/'>fr</dc:language>",
    (
        "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='m.jpg' medium='image' "
        "width='300'><media:title>x</media:title><media:description>cap "
        "&lt;b></media:description></media:content>"
    ),
    (
        "<media:group xmlns:media='http://search.yahoo.com/mrss/'><media:content url='http://m/2.jpg' "
        "type='IMAGE/png' width='9'/><media:thumbnail url='t.jpg'/><media:description "
        "type='html'>x</media:description></media:group>"
    ),
    (
        "<media:description xmlns:media='http://search.yahoo.com/mrss/'>Above</media:description>"
        "<media:group xmlns:media='http://search.yahoo.com/mrss/'>"
        "<media:description>Below</media:description></media:group>"
    ),
    "<media:thumbnail xmlns:media='http://search.yahoo.com/mrss/'>http://tt/1.jpg</media:thumbnail>",
    "<m:description xmlns:m='http://search.yahoo.com/mrss/'>odd</m:description>",
    "<enclosure url='http://e/1.jpg' type='image/jpeg' length='1'/>",
    "<enclosure href='http://e/2.jpg' type='image/jpeg' rel='x'/>",
    (
        "<feedburner:origLink "
        "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>http://o.example/1</feedburner:origLink>"
    ),
    "<source url='http://s/'>S</source>",
    "<source><title>ST</title><id>x</id></source>",
    "<image>http://i/1.jpg</image>",
    "<image><url>http://i</url><title>IT</title></image>",
    "<x:y xmlns:x='urn:x'>u</x:y>",
    "<x:y xmlns:x='urn:x' a='1'><title>nested</title></x:y>",
    "<y xmlns='urn:d'>u</y>",
    "<title xmlns='urn:d'>default unknown</title>",
    "<a:title xmlns:a='http://purl.org/pie/'>pie</a:title>",
    "<media_content>x</media_content>",
    "<comments>http://c/</comments>",
    "<subtitle>st</subtitle>",
    "<rights type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>r</div></rights>",
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>X</p></div></content>",
    "<content type='image/png'>aGFsbG8=</content>",
    "<content>plain &lt;b&gt;bold&lt;/b&gt;</content>",
    "<content src='http://c/' />",
    "<itunes:summary xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>IS</itunes:summary>",
    "<itunes:subtitle xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>ISub</itunes:subtitle>",
    "<itunes:image xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' href='http://ii/'/>",
    "<ttl>30</ttl>",
    "<ttl a='1'>30</ttl>",
    "<generator uri='http://wordpress.org/'>WordPress</generator>",
    "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>",
    (
        "<cc:license xmlns:cc='http://web.resource.org/cc/' rdf:resource='http://l' "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
    ),
    (
        "<creativeCommons:license "
        "xmlns:creativeCommons='http://backend.userland.com/creativeCommonsRssModule'>http://cc/</creativeCommons:license>"
    ),
    "<title xml:lang='nl_NL'>Taal</title>",
    "<summary xml:lang=''>geen</summary>",
    "<title>Cit\xc3\xabroen</title>",
    "<title>a\u0092b \x80</title>",
    "<title>\xa0x\u2003</title>",
    "<!-- c --><title>a<!-- b -->c</title>",
    "<description><![CDATA[a <b>x</b>]]> tail</description>",
    "<skipHours><hour>3</hour></skipHours>",
    "<expirationDate>2025</expirationDate>",
    "<textInput><title>ti</title><name>n</name></textInput>",
    "<webMaster>w@x.nl</webMaster>",
    "<url>http://u/</url>",
    "<item><title>nested item</title></item>",
    "<entry><title>nested entry</title></entry>",
    "<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' ref='x'/>",
    "<georss:point xmlns:georss='http://www.georss.org/georss'>1 2</georss:point>",
    "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='alternate' href='http://al.example/'/>",
    "<atom:author xmlns:atom='http://www.w3.org/2005/Atom'><atom:name>AN</atom:name></atom:author>",
    "<atom:updated xmlns:atom='http://www.w3.org/2005/Atom'>2020-01-01</atom:updated>",
    "<TITLE>upper</TITLE>",
    "<svg xmlns='http://www.w3.org/2000/svg'><title>s</title></svg>",
    "<body>b</body>",
    "<fullitem>fi</fullitem>",
    "<dc:title>undeclared perhaps</dc:title>",
    "<link>http:////four.example/</link>",
    "<guid>x:///y</guid>",
    "<abstract>ab</abstract>",
    "<info>in</info>",
    "<docs>d</docs>",
    "<email/>",
    "<homepage>hp</homepage>",
    "<rdf:li xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' rdf:about='x'/>",
    "<a b='1' url='2' foo:url='3' xmlns:foo='urn:f'/>",
    "<enclosure foo:url='http://ns/1.jpg' type='image/x' xmlns:foo='urn:f'/>",
    (
        "<media:content xmlns:media='http://search.yahoo.com/mrss/' foo:url='http://ns/1.jpg' "
        "url='http://q/' type='image/x' xmlns:foo='urn:f'/>"
    ),
    "<category foo:term='nt' xmlns:foo='urn:f'>zz</category>",
)
ATTRIBUTES = (
    " xml:lang='fr'",
    " xml:base='http://b.example/d/'",
    " lang='de'",
    " base='http://bb.example/'",
    " type='html'",
    " type='text'",
    " type='xhtml'",
    " rel='self'",
    " x='1'",
    " xmlns='urn:q'",
    " xmlns:dc='urn:q'",
    " mode='escaped'",
    " mode='base64'",
    " xmlns:q='http://www.w3.org/2005/Atom'",
    " xmlns:rss='http://purl.org/rss/1.0/'",
    " TYPE='html'",
    " href='http://hh.example/'",
    " rdf:about='http://ab.example/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'",
    " version='2.0'",
    " version='0.91'",
    " isPermaLink='false'",
)
