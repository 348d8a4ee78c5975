"""Words that surprise authors of rules: the commonest ones, names that are words as well, and codes of languages.

Own lists. The codes of languages are those of ISO 639-1, as BCP 47 uses them.
"""

_STOP_WORDS = (
    "a about after all also an and any are as at be been but by can could did do does for from had has have he "
    "her his how i if in into is it its may me more most my new no not of on one or our out over said say says "
    "she so some such than that the their them then there these they this to up us was we were what when which "
    "who will with would you your "
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""The commonest English words: a rule of nothing else matches nearly every article."""

_AMBIGUOUS_NAMES = (
    "ace act action aim all alphabet am amp apple arc arm atlas autumn baker ball banks base bat bath bell bill "
    "bishop black blackberry block bloom bolt booking boss box brave brook brown buffalo bumble bush cable camel "
    "capital care carnival carrier cat caterpillar chambers champion chance charge chase chewy circle clear coach "
    "coke compass cook core cork crane cross crown cup day deal deep delta diamond dice discover dish dodge dominion "
    "dove drew eagle eat echo edge elastic electric element emerge energy entity equal express extra eye fair faith "
    "fast fed field fields finch fisher focus fortune forward fossil fox frank frontier fund galaxy gap gates gem "
    "general genius giant globe gold golf good grant gray green guardian guess hall halo hammer harbor hawk hills "
    "hope hull hunt hunter ice ideal ink invest jack jaguar jersey jet jobs jumbo key keys kind king kite knight lake "
    "land lash law leap legend lemonade level liberty life lime line link lion live long loop lotus love lucid lush "
    "mace magic major man march mark marks mask match matter may mean meta metro micron miller mini mint mobile "
    "monster moody mosaic mustang nation native nest next nice nova now oak object ocean ok olive opera optimum "
    "oracle orange origin overstock page palm panda pat path peach pen penny perfect phoenix pilot pioneer planet "
    "plug police polo pool pope porter post potter premier price prime principal progressive pulse puma pure quest "
    "race rain rambler range rank ray reading realty red reliance rice ring rise rivers rob robin rock rose royal "
    "safe sage salt sandwich sap scale sea seat shell shift signet silver sky slack slate smart smith smooth snap "
    "snow solar sonic southern spa spark sprint sprite square stable star start steel sterling stone street stripe "
    "sue summit sun sunrise swan swatch swift tap target team tender tide tiger total tower travelers tripod triumph "
    "trust turkey twist union unison unity upstart us vale valley value vanguard venture verge vine virgin visa "
    "vision vista vital vogue volt wall waters wave whirlpool white willow wish wolf wood woods word workday world "
    "wren yell young yum zip zoom"
)
_PARTICLES = "das de den der des die du el en et la las le los un una"
AMBIGUOUS_NAMES = frozenset(_AMBIGUOUS_NAMES.split()) | frozenset(_PARTICLES.split())
"""Names of companies, people and places that are words too, here or in a neighbour's language (`LA`, `la`)."""

_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGE_CODES = frozenset(_CODES.split())

_NAMES = (
    "english=en german=de deutsch=de french=fr francais=fr spanish=es espanol=es portuguese=pt portugues=pt italian=it "
    "italiano=it dutch=nl nederlands=nl chinese=zh mandarin=zh japanese=ja korean=ko russian=ru arabic=ar turkish=tr "
    "polish=pl swedish=sv danish=da norwegian=no finnish=fi greek=el czech=cs hungarian=hu hebrew=he hindi=hi thai=th "
    "vietnamese=vi indonesian=id ukrainian=uk romanian=ro farsi=fa persian=fa "
    "eng=en ger=de deu=de fra=fr fre=fr spa=es por=pt ita=it dut=nl nld=nl chi=zh zho=zh jpn=ja kor=ko rus=ru ara=ar "
    "tur=tr pol=pl swe=sv dan=da nor=no fin=fi gre=el ell=el cze=cs ces=cs hun=hu heb=he hin=hi tha=th vie=vi ind=id "
    "ukr=uk ron=ro rum=ro fas=fa per=fa "
    "jp=ja cn=zh us=en-US gb=en-GB dk=da gr=el cz=cs at=de-AT ua=uk ir=fa il=he vn=vi mx=es-MX"
)
LANGUAGE_OF = dict(pair.split("=") for pair in _NAMES.split())
"""What people write for a language, folded, and the tag that articles have."""
