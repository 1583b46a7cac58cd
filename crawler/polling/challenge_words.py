"""How bot checks and consent walls look: for pages that answer 200 (or 403, 503) and are not what was asked for."""

# header, what its value holds, who it is
HEADERS = (
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("server", "ddos-guard", "DDoS-Guard"),  # counts on 403 and 503 only, like every line below it
    ("x-amzn-waf-action", "challenge", "AWS WAF"),
    ("x-amzn-waf-action", "captcha", "AWS WAF"),
    ("x-datadome", "", "DataDome"),
)

# In the first bytes of an HTML page, lower case; `weak` ones also stand in ordinary pages and count on an error status.
STRONG = (
    (b"<title>just a moment...</title>", "Cloudflare"),
    (b"<title>attention required! | cloudflare</title>", "Cloudflare"),
    (b"window._cf_chl_opt", "Cloudflare"),
    (b"<title>ddos-guard</title>", "DDoS-Guard"),
    (b"request unsuccessful. incapsula incident id", "Imperva"),
    (b'id="px-captcha"', "PerimeterX"),
    (b"<title>pardon our interruption</title>", "Imperva"),
    (b"<title>client challenge</title>", "Fastly"),
    (b"<title>vercel security checkpoint</title>", "Vercel"),
    (b"<title>bot verification</title>", "a bot check"),
    (b"<title>making sure you&#39;re not a bot!</title>", "Anubis"),
    (b"<title>making sure you're not a bot!</title>", "Anubis"),
    (b"<title>one moment, please...</title>", "a bot check"),
    (b'document.cookie="humans_', "a bot check"),
)
# Scripts of theirs, which also run in the pages they protect: they count on an error status, and in a page that holds
# hardly anything else (wcxb 0015, a whole article, carries Imperva's).
SCRIPTS = (
    (b"/cdn-cgi/challenge-platform/h/", "Cloudflare"),
    (b"_incapsula_resource?", "Imperva"),
    (b"geo.captcha-delivery.com", "DataDome"),
    (b"/_sec/cp_challenge/", "Akamai"),
    (b"/.well-known/sgcaptcha/", "SiteGround"),
)
WEAK = (
    (b"access denied", "Akamai"),
    (b"captcha", "a captcha"),
    (b"checking your browser", "a bot check"),
    (b"enable javascript and cookies to continue", "Cloudflare"),
    (b"verify you are human", "a bot check"),
)

# Where a redirect ends that asks for consent: hosts by their beginning, paths by what they hold.
CONSENT_HOSTS = ("cmp.", "consent.", "cookiewall.", "myprivacy.", "privacy-gate.", "toestemming.")
CONSENT_PATHS = ("/consent/", "/consent?", "/cookiewall", "/cookie-wall", "/privacy-gate", "/privacygate")
