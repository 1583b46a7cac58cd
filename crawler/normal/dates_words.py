"""The words of dates, per language: months, weekdays, units and what stands around a date.

Slots are parted by `|`, spellings by blanks, the full name first. The reader adds spellings without accents.
"""

MONTHS = {
    "cs": "leden ledna led|únor února úno|březen března bře|duben dubna dub|květen května kvě|červen června čvn"
    "|červenec července čvc|srpen srpna srp|září zář|říjen října říj|listopad listopadu lis"
    "|prosinec prosince pro",
    "da": "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sept sep"
    "|oktober okt|november nov|december dec",
    "de": "januar jan jänner jän jaenner|februar feb febr feber|märz mrz mär maerz|april apr|mai|juni jun|juli jul"
    "|august aug|september sept sep|oktober okt|november nov|dezember dez",
    "en": "january jan|february feb febr|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
    "|october oct|november nov|december dec",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
    "|septiembre setiembre sept sep|octubre oct|noviembre nov|diciembre dic",
    "fi": "tammikuu tammikuuta tammikuun tammi|helmikuu helmikuuta helmikuun helmi"
    "|maaliskuu maaliskuuta maaliskuun maalis|huhtikuu huhtikuuta huhtikuun huhti"
    "|toukokuu toukokuuta toukokuun touko|kesäkuu kesäkuuta kesäkuun kesä|heinäkuu heinäkuuta heinäkuun heinä"
    "|elokuu elokuuta elokuun elo|syyskuu syyskuuta syyskuun syys|lokakuu lokakuuta lokakuun loka"
    "|marraskuu marraskuuta marraskuun marras|joulukuu joulukuuta joulukuun joulu",
    "fr": "janvier janv jan|février févr fév fev|mars|avril avr|mai|juin|juillet juil juill|août|septembre sept sep"
    "|octobre oct|novembre nov|décembre déc",
    "it": "gennaio gen genn|febbraio feb febbr|marzo mar|aprile apr|maggio mag magg|giugno giu|luglio lug|agosto ago"
    "|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "nl": "januari jan|februari feb febr|maart mrt maa|april apr|mei|juni jun|juli jul|augustus aug"
    "|september sept sep|oktober okt|november nov|december dec",
    "no": "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sept sep|oktober okt"
    "|november nov|desember des",
    "pl": "styczeń stycznia sty|luty lutego lut|marzec marca mar|kwiecień kwietnia kwi|maj maja|czerwiec czerwca cze"
    "|lipiec lipca lip|sierpień sierpnia sie|wrzesień września wrz|październik października paź"
    "|listopad listopada lis|grudzień grudnia gru",
    "pt": "janeiro jan|fevereiro fev|março mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set"
    "|outubro out|novembro nov|dezembro dez",
    "sv": "januari jan|februari feb febr|mars mar|april apr|maj|juni jun|juli jul|augusti aug|september sept sep"
    "|oktober okt|november nov|december dec",
    "tr": "ocak oca|şubat şub|mart mar|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki"
    "|kasım kas|aralık ara",
}

WEEKDAYS = {  # Monday first
    "cs": "pondělí po|úterý út|středa st|čtvrtek čt|pátek pá|sobota so|neděle ne",
    "da": "mandag man|tirsdag tir|onsdag ons|torsdag tor|fredag fre|lørdag lør|søndag søn",
    "de": "montag mo|dienstag die di|mittwoch mit mi|donnerstag don do|freitag fre fr|samstag sonnabend sam sa"
    "|sonntag son so",
    "en": "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri|saturday sat|sunday sun",
    "es": "lunes lun|martes mar|miércoles mié mie|jueves jue|viernes vie|sábado sáb sab|domingo dom",
    "fi": "maanantai maanantaina ma|tiistai tiistaina ti|keskiviikko keskiviikkona ke|torstai torstaina to"
    "|perjantai perjantaina pe|lauantai lauantaina la|sunnuntai sunnuntaina su",
    "fr": "lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim",
    "it": "lunedì lun|martedì mar|mercoledì mer|giovedì gio|venerdì ven|sabato sab|domenica dom",
    "ja": "月曜日 月曜 月|火曜日 火曜 火|水曜日 水曜 水|木曜日 木曜 木|金曜日 金曜 金|土曜日 土曜 土|日曜日 日曜 日",
    "nl": "maandag maa ma|dinsdag din di|woensdag woe wo|donderdag don do|vrijdag vri vrij vr|zaterdag zat za"
    "|zondag zon zo",
    "no": "mandag man|tirsdag tir|onsdag ons|torsdag tor|fredag fre|lørdag lør|søndag søn",
    "pl": "poniedziałek pon pn|wtorek wt|środa śr|czwartek czw|piątek pt|sobota sob|niedziela niedz ndz",
    "pt": "segunda-feira segunda seg|terça-feira terça ter|quarta-feira quarta qua|quinta-feira quinta qui"
    "|sexta-feira sexta sex|sábado sáb|domingo dom",
    "sv": "måndag mån|tisdag tis|onsdag ons|torsdag tors tor|fredag fre|lördag lör|söndag sön",
    "tr": "pazartesi pzt|salı sal|çarşamba çar|perşembe per|cuma cum|cumartesi cmt|pazar paz",
}

UNITS = {  # second, minute, hour, day, week, month, year
    "cs": "sekunda sekund sekundy sekundami|minuta minut minuty minutu minutou minutami min"
    "|hodina hodin hodiny hodinu hodinou hodinami|den dny dní dnem|týden týdny týdnů týdnem"
    "|měsíc měsíce měsíci měsícem|rok roky lety rokem",
    "da": "sekund sekunder|minut minutter min|time timer|dag dage|uge uger|måned måneder|år",
    "de": "sekunde sekunden sek|minute minuten min|stunde stunden std h|tag tage tagen|woche wochen"
    "|monat monate monaten|jahr jahre jahren",
    "en": "second seconds sec secs|minute minutes min mins m|hour hours hr hrs h|day days d|week weeks wk"
    "|month months mo mos|year years yr yrs",
    "es": "segundo segundos|minuto minutos min|hora horas h hrs|día días|semana semanas|mes meses|año años",
    "fi": "sekunti sekuntia|minuutti minuuttia min|tunti tuntia|päivä päivää|viikko viikkoa|kuukausi kuukautta"
    "|vuosi vuotta",
    "fr": "seconde secondes sec|minute minutes min mn|heure heures h|jour jours j|semaine semaines|mois"
    "|an ans année années",
    "it": "secondo secondi|minuto minuti min|ora ore h|giorno giorni|settimana settimane|mese mesi|anno anni",
    "ja": "秒|分|時間|日|週間|か月 ヶ月|年",
    "nl": "seconde seconden sec|minuut minuten min|uur uren u|dag dagen|week weken|maand maanden|jaar jaren",
    "no": "sekund sekunder|minutt minutter min|time timer|dag dager|uke uker|måned måneder|år",
    "pl": "sekunda sekundy sekund sekundę|minuta minuty minut minutę min|godzina godziny godzin godzinę godz g"
    "|dzień dni|tydzień tygodnie tygodni|miesiąc miesiące miesięcy|rok lata lat",
    "pt": "segundo segundos|minuto minutos min|hora horas h|dia dias|semana semanas|mês meses|ano anos",
    "sv": "sekund sekunder|minut minuter min|timme timmar tim|dag dagar|vecka veckor|månad månader|år",
    "tr": "saniye|dakika dk|saat|gün|hafta|ay|yıl",
}

NUMBERS = {  # one, two ... ten
    "cs": "jeden jednou jedna|dva dvěma dvě",
    "da": "en et|to|tre|fire|fem|seks|syv|otte|ni|ti",
    "de": "ein eine einer einem einen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn",
    "en": "a an one|two|three|four|five|six|seven|eight|nine|ten",
    "es": "un una uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez",
    "fi": "yksi|kaksi|kolme|neljä|viisi",
    "fr": "un une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix",
    "it": "un uno una|due|tre|quattro|cinque|sei|sette|otto|nove|dieci",
    "nl": "een één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien",
    "no": "en et ett|to|tre|fire|fem|seks|sju|åtte|ni|ti",
    "pl": "jeden jedną|dwa dwie",
    "pt": "um uma|dois duas|três|quatro|cinco|seis|sete|oito|nove|dez",
    "sv": "en ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio",
    "tr": "bir|iki|üç|dört|beş",
}

HALVES = {"de": "halben halbe", "en": "half", "es": "media", "fr": "demi", "it": "mezz mezza", "nl": "half halve"}

AGO = {  # after the number; ja carries the unit in the same word and is listed in AGO_UNITS
    "da": "siden",
    "en": "ago",
    "fi": "sitten",
    "it": "fa",
    "nl": "geleden",
    "no": "siden",
    "pl": "temu",
    "pt": "atrás",
    "sv": "sedan",
    "tr": "önce",
}
AGO_BEFORE = {"cs": "před", "de": "vor", "es": "hace", "fr": "ilya", "pt": "há faz"}  # before the number
AGO_UNITS = {"ja": "秒前|分前|時間前|日前|週間前|か月前", "zh": "秒前|分钟前|小时前|天前|周前|个月前"}

DAYS = {  # today, yesterday, the day before
    "cs": "dnes|včera|předevčírem",
    "da": "idag|igår|iforgårs",
    "de": "heute|gestern|vorgestern",
    "en": "today|yesterday|",
    "es": "hoy|ayer|anteayer anteanoche",
    "fi": "tänään|eilen|toissapäivänä",
    "fr": "aujourd'hui|hier|avant-hier",
    "it": "oggi|ieri|altroieri",
    "ja": "今日 本日|昨日|一昨日",
    "nl": "vandaag vanochtend vanmorgen vanmiddag|gisteren gisteravond gisterenavond gisterochtend gistermiddag"
    "|eergisteren",
    "no": "idag|igår|iforgårs",
    "pl": "dziś dzisiaj|wczoraj|przedwczoraj",
    "pt": "hoje|ontem|anteontem",
    "sv": "idag|igår|iförrgår",
    "tr": "bugün|dün|",
}
NOT_DAYS = {"da": "hier", "de": "hier", "nl": "hier", "no": "hier"}  # "here", where French says "yesterday"

LAST = {
    "cs": "minulý minulé",
    "da": "sidste forrige",
    "de": "letzte letzten letzter letztes vergangene vergangenen vergangener",
    "en": "last previous",
    "es": "pasado pasada",
    "fi": "viime",
    "fr": "dernier dernière passé passée",
    "it": "scorso scorsa",
    "nl": "vorige afgelopen",
    "no": "forrige",
    "pl": "zeszły zeszłym",
    "pt": "passado passada",
    "sv": "förra",
    "tr": "geçen",
}

# Beside a number or a date in one language; in another the word says something.
PARTICLES = {
    "cs": "dne r roku v ve",
    "da": "d for",
    "fr": "d l",
    "it": "d l",
    "no": "d for",
    "pl": "dnia r roku w we",
    "pt": "da das do dos",
    "sv": "d för",
    "tr": "ve",
}

JUST_NOW = "justnow zojuist zonet daarnet soeben たった今"

# Said in several words; written as one before a text is cut into words.
PHRASES = {
    "a moment ago": "justnow",
    "akkurat nå": "justnow",
    "antes de ayer": "anteayer",
    "avant hier": "avant-hier",
    "az önce": "justnow",
    "ce matin": "aujourd'hui",
    "deze ochtend": "vandaag",
    "esta mañana": "hoy",
    "gerade eben": "justnow",
    "gestern abend": "gestern",
    "heute früh": "heute",
    "heute morgen": "heute",
    "hier soir": "hier",
    "i dag": "idag",
    "i forgårs": "iforgårs",
    "i förrgår": "iförrgår",
    "i går": "igår",
    "ieri sera": "ieri",
    "il y a": "ilya",
    "just now": "justnow",
    "just nu": "justnow",
    "l'altro ieri": "altroieri",
    "lige nu": "justnow",
    "mise à jour": "updated",
    "mis en ligne": "publié",
    "mis à jour": "updated",
    "mise en ligne": "publié",
    "moments ago": "justnow",
    "przed chwilą": "justnow",
    "questa mattina": "oggi",
    "this morning": "today",
    "à l'instant": "justnow",
}

# What opens a date of publication, in any language.
PUBLISHED = (
    "creado created data date dato datum erschienen erstellt erstmals fecha geplaatst gepost gepubliceerd "
    "geschreven julkaistu opublikowano paru posted posté pubblicata pubblicato pubblicazione publicación "
    "publicada publicado publicatie publicatiedatum publication publicerad publicerat publiceret "
    "publikationsdatum publikováno publiserades publisert published publiziert publié publiée rédigé toegevoegd "
    "udgivet veröffentlicht veröffentlichung veröffentlichungsdatum written yayınlanma zveřejněno écrit"
)
# What opens a date of change; chosen only if no other date is printed.
UPDATED = (
    "aangepast actualisé actualisée actualización actualizada actualizado aggiornamento aggiornata aggiornato "
    "aktualisiert aktualisierung aktualizacja aktualizováno atualizada atualizado atualização bearbeitet bewerkt "
    "bijgewerkt edited geactualiseerd gewijzigd geändert geüpdatet güncelleme misajour modificado modificato "
    "modified modifié modifiée opdateret oppdatert päivitetty reviewed revised stand update updated uppdaterad "
    "uppdaterat ändrad"
)
# Bare of meaning beside a date, in any language; "ã" is "à" in UTF-8 taken for Latin-1, its second half a blank.
NOISE = (
    "a alle am article artikel as at beitrag bericht d de del dell della dem den der des det dia du el en erst "
    "first het hora il jl kl klo l la laatst laatste las le letzte los meldung news nieuws o of om on op ora "
    "originally på the tid tijd time uhrzeit ultima ultimo um van vom zeit zuerst zuletzt à às ã última último"
)
# Of a deadline, a start, a span or an event: a text that holds one is no date of publication.
NOT_PUBLISHED = (
    "ab aux bis birthday dal deadline depuis desde event expires fino from geboren geldig gültig hasta jusqu "
    "jusqu'au kalender partir release seit since sinds starting till tot until vanaf verkoop verschijnt"
)
OCLOCK = "h heures horas hrs hs klockan o'clock uhr uur"
# "3 min leestijd", "12 reacties": how long a text takes or what it stirred up is no date.
COUNTED = (
    "comentarios comment commentaires commenti comments kommentar kommentare lectura lecture leestijd leitura "
    "lesedauer lesezeit lestid lettura reactie reacties read reading shares views"
)
# A text that opens with one of these and goes on with a name is a byline.
BYLINE = "af av by di door par por von"
