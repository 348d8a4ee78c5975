"""States, provinces and countries in all the forms that news writes behind a place's name.

Forms follow the US Postal Service (two letters) and the Associated Press (abbreviations with a full stop).
"""

import re
from dataclasses import dataclass

_STATES = """
Alabama|Ala.|AL; Alaska||AK; Arizona|Ariz.|AZ; Arkansas|Ark.|AR; California|Calif.|CA; Colorado|Colo.|CO;
Connecticut|Conn.|CT; Delaware|Del.|DE; Florida|Fla.|FL; Georgia|Ga.|GA; Hawaii||HI; Idaho||ID; Illinois|Ill.|IL;
Indiana|Ind.|IN; Iowa||IA; Kansas|Kan.|KS; Kentucky|Ky.|KY; Louisiana|La.|LA; Maine||ME; Maryland|Md.|MD;
Massachusetts|Mass.|MA; Michigan|Mich.|MI; Minnesota|Minn.|MN; Mississippi|Miss.|MS; Missouri|Mo.|MO;
Montana|Mont.|MT; Nebraska|Neb.|NE; Nevada|Nev.|NV; New Hampshire|N.H.|NH; New Jersey|N.J.|NJ; New Mexico|N.M.|NM;
New York|N.Y.|NY; North Carolina|N.C.|NC; North Dakota|N.D.|ND; Ohio||OH; Oklahoma|Okla.|OK; Oregon|Ore.|OR;
Pennsylvania|Pa.|PA; Rhode Island|R.I.|RI; South Carolina|S.C.|SC; South Dakota|S.D.|SD; Tennessee|Tenn.|TN;
Texas|Tex.|TX; Utah||UT; Vermont|Vt.|VT; Virginia|Va.|VA; Washington|Wash.|WA; West Virginia|W.Va.|WV;
Wisconsin|Wis.|WI; Wyoming|Wyo.|WY; District of Columbia|D.C.|DC; Puerto Rico|P.R.|PR
"""
_PROVINCES = """
Alberta|Alta.|AB; British Columbia|B.C.|BC; Manitoba|Man.|MB; New Brunswick|N.B.|NB; Newfoundland and Labrador|N.L.|NL;
Newfoundland|Nfld.|NL; Nova Scotia|N.S.|NS; Ontario|Ont.|ON; Prince Edward Island|P.E.I.|PE; Quebec|Que.|QC;
Québec||QC; Saskatchewan|Sask.|SK; Yukon||YT; Nunavut||NU; Northwest Territories|N.W.T.|NT
"""
_US = ("United States of America", "United States", "U.S.A.", "USA", "U.S.", "US")
_COUNTRIES = """
Afghanistan, Albania, Algeria, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahrain, Bangladesh, Belarus,
Belgium, Bolivia, Bosnia, Botswana, Brazil, Bulgaria, Burma, Cambodia, Cameroon, Canada, Chile, China, Colombia, Congo,
Costa Rica, Croatia, Cuba, Cyprus, Czech Republic, Czechia, Denmark, Dominican Republic, Ecuador, Egypt, El Salvador,
England, Estonia, Ethiopia, Finland, France, Germany, Ghana, Greece, Guatemala, Haiti, Honduras, Hong Kong, Hungary,
Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Kazakhstan, Kenya, Kuwait,
Laos, Latvia, Lebanon, Libya, Lithuania, Luxembourg, Macau, Madagascar, Malaysia, Malta, Mexico, Moldova, Mongolia,
Morocco, Mozambique, Myanmar, Namibia, Nepal, Netherlands, New Zealand, Nicaragua, Nigeria, North Korea, Northern
Ireland, Norway, Oman, Pakistan, Panama, Paraguay, Peru, Philippines, Poland, Portugal, Qatar, Romania, Russia, Rwanda,
Saudi Arabia, Scotland, Senegal, Serbia, Singapore, Slovakia, Slovenia, South Africa, South Korea, Spain, Sri Lanka,
Sudan, Sweden, Switzerland, Syria, Taiwan, Tanzania, Thailand, Tunisia, Turkey, Türkiye, U.K., Uganda, UK, Ukraine,
United Arab Emirates, United Kingdom, Uruguay, Uzbekistan, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe
"""


@dataclass(frozen=True, slots=True)
class Region:
    """A region by one name, in the country it belongs to; a country is its own."""

    name: str
    country: str

    def agrees(self, other: "Region") -> bool:
        """Whether both can be said of one place: the same region, or one is the other's country."""
        return self.name in (other.name, other.country) or self.country == other.name


def _parts(table: str, country: str) -> tuple[dict[str, Region], dict[str, Region], dict[str, Region]]:
    full: dict[str, Region] = {}
    short: dict[str, Region] = {}
    postal: dict[str, Region] = {}
    for row in table.split(";"):
        name, abbreviation, code = row.strip().split("|")
        region = Region(name.casefold(), country)
        full[name.casefold()] = region
        postal[code] = region
        if abbreviation:
            short[abbreviation] = region
    return full, short, postal


_us_full, _us_short, _us_postal = _parts(_STATES, "united states")
_ca_full, _ca_short, _ca_postal = _parts(_PROVINCES, "canada")
_countries = {" ".join(name.split()): None for name in _COUNTRIES.split(",")}
_FULL = (
    {
        name.casefold(): Region(name.casefold(), name.casefold())
        for name in _countries
        if "." not in name and name != "UK"
    }
    | {"united states": Region("united states", "united states")}
    | {"united states of america": Region("united states", "united states")}
    | _us_full
    | _ca_full
)
_SHORT = (
    _us_short
    | _ca_short
    | {name: Region("united states", "united states") for name in _US[2:]}
    | {name: Region("united kingdom", "united kingdom") for name in ("U.K.", "UK")}
)
_POSTAL = _us_postal | _ca_postal


def _any_of(names: dict[str, Region]) -> str:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)


_NAME = re.compile(
    rf"(?P<full>(?i:{_any_of(_FULL)}))(?!\w)|(?P<short>{_any_of(_SHORT)})(?!\w)|(?P<postal>{_any_of(_POSTAL)})(?!\w|\.\w)"
)
_LEAD = re.compile(r"(?:\s*[,(]\s*|[^\S\n]+)(?:(?:in|of)\s+(?:the\s+)?)?")
_OF = re.compile(r"\s+of\s+(?:the\s+)?(?=[A-ZÀ-Ý])")
_LISTED = re.compile(r"\s+(?:and|or)\s")
ELSEWHERE = Region("", "")
"""A region that is named and not known to the table; it agrees with none."""


def region_named(text: str) -> Region:
    """The region that an author calls `text`; one that the table does not know is a country of its own."""
    words = " ".join(text.split())
    known = _FULL.get(words.casefold()) or _SHORT.get(words) or _POSTAL.get(words)
    return known or Region(words.casefold(), words.casefold())


def region_after(text: str, end: int) -> Region | None:
    """The region that the text names directly behind a place that ends at `end`, or None.

    Understands `, Ohio`, `, Mich.`, `, MS`, `(Switzerland)`, `in Ohio`, `Ohio`, and `of` with a capital behind it.
    A country in a list (`Canton, Mexico and Japan`) is no qualifier. Two-letter codes need a comma or a bracket, and
    capitals that stand out.
    """
    of = _OF.match(text, end)
    lead = of or _LEAD.match(text, end)
    if lead is None:
        return None
    start = lead.end()
    found = _NAME.match(text, start)
    if found is None:
        return ELSEWHERE if of else None
    if found["postal"]:
        signed = text[end:start].strip() in (",", "(")
        return _POSTAL[found["postal"]] if signed and not _shouted(text, end) else None
    name = " ".join(found.group().split())
    region = _FULL[name.casefold()] if found["full"] else _SHORT[name]
    if region.name == region.country and _LISTED.match(text, found.end()):
        return None
    return region


def _shouted(text: str, end: int) -> bool:
    """Whether the words before are in capitals, so that two capitals mean nothing."""
    return text[max(0, end - 30) : end].isupper() and len(text[max(0, end - 30) : end].split()) > 1
