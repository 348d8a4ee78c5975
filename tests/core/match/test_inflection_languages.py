"""Pairs of words in German, French, Spanish, Portuguese, Italian and Dutch, written as newspapers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbell.core.match.inflection import (
    ANY,
    LANGUAGES,
    compound_forms,
    dutch_words,
    french_words,
    german_words,
    italian_words,
    portuguese_words,
    same_word,
    spanish_words,
    word_forms,
)
from newsbell.core.text.folding import folded

TABLES = {
    "de": german_words,
    "fr": french_words,
    "es": spanish_words,
    "pt": portuguese_words,
    "it": italian_words,
    "nl": dutch_words,
}
SAME = {
    "de": """
    Zoll Zölle, Zoll Zolls, Strafzoll Strafzölle, Fusion Fusionen, Übernahme Übernahmen, Streik Streiks, Werk Werke,
    Werk Werken, Fabrik Fabriken, Entlassung Entlassungen, Verhandlung Verhandlungen, Bank Banken,
    Zentralbank Zentralbanken, Haus Häuser, Land Länder, Bundesland Bundesländer, Kind Kinder, Mann Männer,
    Amt Ämter, Preis Preise, Vertrag Verträge, Vertrag Vertrags, Angebot Angebote, Vorwurf Vorwürfe, Gesetz Gesetze,
    Wahl Wahlen, Kunde Kunden, Aktie Aktien, Krise Krisen, Firma Firmen, Konto Konten, Ministerium Ministerien,
    Arbeiter Arbeitern, Arbeiter Arbeiters, Ergebnis Ergebnisse, Kanzlerin Kanzlerinnen, Präsident Präsidenten,
    Konzern Konzerns, Rückruf Rückrufe, Anschlag Anschläge, Angriff Angriffe, neu neue, neu neuen, groß große,
    groß großer, deutsch deutsche, wirtschaftlich wirtschaftlichen, politisch politischer, teuer teure, hoch hohe,
    streiken streikt, streiken streikte, streiken gestreikt, streiken streikten, kaufen kauft, kaufen gekauft,
    kaufen gekaufte, verkaufen verkaufte, verkaufen verkauft, ankündigen angekündigt, ankündigen ankündigt,
    ankündigen anzukündigen, kündigen gekündigt, entlassen entließ, schließen geschlossen, schließen geschlossene,
    steigen gestiegen, steigen steigende, sinken sank, übernehmen übernommen, übernehmen übernimmt,
    zurücktreten zurückgetreten, zurücktreten zurücktritt, verhandeln verhandelt, fordern forderte,
    arbeiten gearbeitet, erhöhen erhöht, investieren investiert, investieren investierten, fusionieren fusionierte,
    warnen gewarnt, bauen gebaut, einigen geeinigt, bestätigen bestätigte, anerkennen anerkannt, zwingen gezwungen,
    brechen bricht, geben gab, sterben starb, gewinnen gewonnen, verlieren verloren, verbieten verboten,
    beginnen begann, bringen gebracht, wissen wusste, beichten gebeichtet,
    zurückverweisen zurückverwies
    """,
    "fr": """
    fusion fusions, usine usines, grève grèves, licenciement licenciements, tarif tarifs, droit droits,
    journal journaux, travail travaux, prix prix, niveau niveaux, jeu jeux, accord accords, bail baux,
    cheval chevaux, syndical syndicaux, syndical syndicale, national nationaux, national nationale,
    nouveau nouvelle, nouveau nouveaux, public publique, dernier dernière, premier premières, financier financière,
    européen européenne, passif passive, sérieux sérieuse, industriel industrielle, grand grandes,
    important importante, directeur directrice, acheteur acheteurs, français française, américain américaine,
    chinois chinoise, député députée, salarié salariés, acheter achète, acheter acheté, acheter achetait,
    acheter achètera, acheter achetée, annoncer annonçait, annoncer annoncent, licencier licencié,
    licencier licencient, nier nié, nier niait, fusionner fusionnent, fusionner fusionné, appeler appelle,
    rejeter rejette, projeter projettent, employer emploie, manger mangeait, changer changera, investir investi,
    investir investissent, investir investira, réussir réussit, vendre vend, vendre vendu, vendre vendait,
    perdre perdra, répondre répondent, prendre pris, prendre prennent, reprendre repris, mettre mis, démettre démis,
    tenir tient, soutenir soutenu, venir viendra, intervenir intervenu, faire feront, dire disent,
    interdire interdit, pouvoir peuvent, devoir doit, voir vu, recevoir reçu, construire construit,
    produire produisent, ouvrir ouvert, partir parti, sortir sort, élire élu, écrire écrit, inscrire inscrits,
    craindre craint, atteindre atteignent, battre battu, conclure conclu, connaître connaît, suivre suivi,
    courir courent, acquérir acquis, quitter quitté, ubériser ubérisaient
    """,
    "es": """
    fusión fusiones, fábrica fábricas, huelga huelgas, arancel aranceles, despido despidos, acuerdo acuerdos,
    ley leyes, juez jueces, país países, mes meses, voz voces, crisis crisis, líder líderes, imagen imágenes,
    compra compras, nuevo nueva, nuevo nuevos, alto altas, público públicas, económico económicas,
    nacional nacionales, peligroso peligrosa, trabajador trabajadora, trabajador trabajadores, francés francesa,
    alemán alemanes, español española, grande gran, comprar compró, comprar comprado, comprar compran,
    comprar comprará, comprar comprarían, comprar comprarlo, vender vendió, vender vendido, vender vendieron,
    vender vende, despedir despidió, despedir despiden, despedir despedido, cerrar cierra, cerrar cerró,
    cerrar cierren, comenzar comienza, comenzar comience, buscar busque, buscar buscó, pagar pague, pagar pagaron,
    negar niega, negar negó, anunciar anunciaron, acordar acuerda, acordar acordaron, aprobar aprueban, mover mueve,
    volver vuelto, contar cuentan, jugar juega, pedir pide, pedir pidió, seguir sigue, elegir elige,
    elegir eligieron, exigir exija, crecer crezca, crecer creció, conducir condujo, producir produce,
    reducir redujo, construir construye, construir construyó, caer cayó, leer leyeron, tener tiene, tener tuvo,
    mantener mantuvo, obtener obtendrá, hacer hizo, decir dijo, poner puso, proponer propuesto, imponer impuso,
    poder pudo, querer quiso, saber supo, salir saldrá, traer trajo, abrir abierto, describir descrito, romper rota,
    morir murió, dar dio, investigar investiga, invertir invierte, invertir invirtieron, rechazar rechace,
    detener detenidos, adquirir adquiere, prohibir prohibió
    """,
    "pt": """
    fusão fusões, fábrica fábricas, greve greves, tarifa tarifas, demissão demissões, acordo acordos, lei leis,
    jornal jornais, nível níveis, civil civis, homem homens, país países, mês meses, mão mãos, cidadão cidadãos,
    alemão alemães, alemão alemã, eleição eleições, mulher mulheres, juiz juízes, novo nova, alto altas,
    público públicos, econômico econômica, perigoso perigosas, trabalhador trabalhadora, trabalhador trabalhadores,
    francês francesa, europeu europeia, bom boas, comprar comprou, comprar comprado, comprar compram,
    comprar comprará, comprar comprariam, comprar comprarem, vender vendeu, vender vendido, vender venderam,
    vender vende, demitir demitiu, demitir demitidos, fechar fechou, fechar fecha, negar negou, anunciar anunciou,
    anunciar anunciaram, pagar pague, pagar pago, buscar busque, começar comece, começar começou, forçar forçou,
    forçar force, alcançar alcance, ameaçar ameaçam, exigir exija, dirigir dirige, seguir siga, preferir prefira,
    servir sirva, mentir minta, dormir durma, descobrir descoberto, subir sobe, fugir foge, consumir consome,
    construir constrói, construir construiu, contribuir contribui, cair caiu, sair saíram, sair sai, ler leu,
    ter tem, ter teve, manter manteve, obter obtém, fazer fez, fazer feito, dizer disse, propor proposto,
    impor impôs, vir veio, intervir interveio, poder pôde, querer quis, saber soube, trazer trouxe, abrir aberto,
    escrever escrito, eleger eleito, prender preso, morrer morto, prever previsto, dar deu, pedir peça,
    perder perca, investir invista, investigar investiga, aprovar aprovada, recusar recusou, proibir proibiu,
    bloquear bloqueia
    """,
    "it": """
    fusione fusioni, fabbrica fabbriche, sciopero scioperi, dazio dazi, licenziamento licenziamenti,
    accordo accordi, legge leggi, banca banche, azienda aziende, impresa imprese, tariffa tariffe,
    problema problemi, collega colleghi, giornalista giornalisti, giornalista giornaliste, negozio negozi,
    politico politici, parco parchi, albergo alberghi, uomo uomini, paese paesi, mese mesi, società società,
    crisi crisi, direttore direttrice, spettatore spettatrice, twittare twittarono,
    lavoratore lavoratrici, nuovo nuova, nuovo nuovi, alto alte,
    pubblico pubbliche, economico economica, pericoloso pericolosi, nazionale nazionali, tedesco tedesche,
    comprare comprato, comprare compra, comprare comprerà, comprare comprano, vendere venduto, vendere vende,
    vendere vendono, cercare cercherà, cercare cerchiamo, pagare pagherà, pagare pagano, lanciare lancerà,
    annunciare annunciato, annunciare annuncia, annunciare annunceranno, licenziare licenziati, chiudere chiuso,
    chiudere chiuse, decidere deciso, prendere preso, riprendere ripresi, rispondere rispose, mettere messo,
    promettere promise, eleggere eletto, vincere vinto, vincere vinsero, perdere perso, rompere rotto,
    muovere mosso, finire finisce, finire finito, colpire colpiscono, partire partono, aprire aperto,
    offrire offerto, fare fanno, dire disse, venire venuto, venire verrà, intervenire interviene, tenere tiene,
    mantenere mantenuto, ottenere otterrà, potere possono, dovere deve, volere vuole, sapere sanno, vedere vedrà,
    proporre proposto, imporre imposto, ridurre ridotto, produrre produce, scegliere scelto, scegliere scelgono,
    raccogliere raccolto, rimanere rimasto, uscire esce, morire morto, andare vanno, dare danno,
    investire investono, negare nega, approvare approvata, assistere assistito
    """,
    "nl": """
    fusie fusies, staking stakingen, fabriek fabrieken, tarief tarieven, heffing heffingen,
    invoerheffing invoerheffingen, overname overnames, ontslag ontslagen, verdrag verdragen, bank banken,
    zaak zaken, prijs prijzen, brief brieven, huis huizen, man mannen, wet wetten, stad steden, schip schepen,
    kind kinderen, lid leden, weg wegen, aanslag aanslagen, mogelijkheid mogelijkheden, werknemer werknemers,
    bedrijf bedrijven, gemeente gemeenten, partij partijen, minister ministers, regering regeringen,
    verkiezing verkiezingen, museum musea, politicus politici, kanaal kanalen, grens grenzen, beurs beurzen,
    nieuw nieuwe, groot grote, hoog hoge, duur dure, belangrijk belangrijke, Frans Franse, politiek politieke,
    streng strenge, staken staakt, staken gestaakt, staken staakten, kopen koopt, kopen kocht, kopen gekocht,
    kopen gekochte, verkopen verkocht, verkopen verkoopt, aankondigen aangekondigd, aankondigen aankondigt,
    aankondigen aangekondigde, verhogen verhoogd, verhogen verhoogde, sluiten gesloten, sluiten sloot,
    sluiten sluit, stijgen gestegen, stijgen stijgende, dalen daalde, onderhandelen onderhandeld, ontslaan ontsloeg,
    overnemen overgenomen, overnemen overneemt, aftreden afgetreden, aftreden aftrad, investeren geïnvesteerd,
    investeren investeert, fuseren gefuseerd, leven leefde, reizen reist, maken gemaakt, werken werkte, zetten zet,
    praten praat, starten gestart, spelen speelt, handelen gehandeld, weigeren weigerde, ontkennen ontkende,
    bevestigen bevestigd, verbieden verboden, verliezen verloren, winnen gewonnen, geven gaf, nemen nam, komen kwam,
    gaan gaat, staan stond, zien gezien, doen deed, worden werd, brengen bracht, denken dacht, zoeken gezocht,
    sterven stierf, vallen viel, trekken trok, uitverkopen uitverkocht,
    ergeren geërgerd, officieel officiële, oor oren
    """,
}
"""Words that are forms of one word, in both directions."""
FROM_THE_BASE = {
    "de": """
    schließen schloss, planen plane, kommen käme, fallen fällt, sein war, sein sind, warnen warne, raten rät
    """,
    "fr": """
    attaquer attaque, marcher marche, présider président, porter porte, accuser accuse, payer paie, faire fait,
    offrir offre, mourir mort, menacer menace, être était, avoir eu
    """,
    "es": """
    acordar acuerda, comprar compra, apostar apuesta, resultar resultado, pagar pago, anunciar anunció, hacer hecho,
    venir vino, cubrir cubierta, morir muerto, ver visto, ir fueron, ser era
    """,
    "pt": """
    comprar compra, atacar ataque, resultar resultado, aumentar aumenta, cortar corte, votar vota, reformar reforma,
    lançar lance, ir foram, ser era
    """,
    "it": """
    attaccare attacca, comprare compra, firmare firma, riformare riforma, domandare domanda, scrivere scritto,
    leggere letto, correre corso, fare fatto, dire detto, vedere visto, porre posto, essere erano
    """,
    "nl": """
    aanvallen aanvalt, starten start, besluiten besloten, eisen eist, groeien groeit, winnen wint, straffen straft,
    ontslaan ontslagen, vragen vroeg, hebben had
    """,
}
"""A noun in the shape of a form: the verb meets it there, and the noun stays a noun."""
OTHER = {
    "de": """
    streik streiken, arbeit arbeiter, arbeiter arbeit, bank banker, politik politiker, fusion fusionieren,
    kauf käufer, kündigen kündigung, kündigung kündigen, übernahme übernehmen, vertrag vertragen,
    unternehmen unternommen, unternehmen unternimmt, angebot anbieten, import important, werk werkzeug, ware war,
    seite seit, lage lag, ausland ausländer, eigentum eigentümer, botschaft botschafter, hersteller herstellen,
    kündigen ankündigen, ankündigen kündigt, reise reis, klage klug, preis reis, land landen, wirtschaft wirt,
    kosten kostet, stimme bestimmen, frage anfrage, gesprochen gespräch, verlegen verlag, lehrer lehrerin,
    fisch fischer, neu neun, mai mais
    """,
    "fr": """
    fusion fusionner, licencier licenciement, grève gréviste, attaque attaquer, attaque attaquait, marche marchait,
    président présider, président présidait, porte portait, vente vent, vent vente, usine usiner, emploi employer,
    accord accorder, accident accidenter, travail travailler, offre offert, capitale capital, poste postier,
    import important, direction directeur, élire élection, prix prison, pouvoir pour, gouvernement gouverner,
    banque banquier, chef chez, maire mer, politique police, étranger étrange, dossier dos, papier pape,
    livrer livret, plan plante
    """,
    "es": """
    fusión fusionar, huelga huelguista, acuerdo acordaron, compra compraron, ataque atacar, caso casa, banco banca,
    puerto puerta, fondo fonda, bolso bolsa, costo costa, plazo plaza, punto punta, cuento cuenta, partido partida,
    resultado resulta, resultado resultó, mercado mercan, abogado abogan, estado está, solar solo, lugar luego,
    popular pueblo, dolar duelen, senado seno, político política2, política político, importar importante,
    pago pagaron, server servían, militar militante, sede sed, acero acera, camino caminan, para pare, sobre sobra,
    una uno
    """,
    "pt": """
    fusão fundir, greve grevista, acordo acordaram, compra compraram, ataque atacar, caso casa, banco banca,
    porto porta, fundo funda, bolso bolsa, custo costa, ponto ponta, partido partida, resultado resulta,
    mercado mercar, advogado advogam, estado estou, solar sol, lugar luga, popular povo, senado sena,
    importar importante, ano anã, demitir demissão, governo governar, trabalho trabalhador, trabalho trabalhar,
    país pai, nos nosso, uma um, para pararam, conta contou, fábrica fabricou, chave chavões, prova provou
    """,
    "it": """
    fusione fondere, sciopero scioperato, accordo accordare, acquisto acquistare, attacco attaccato, caso casa,
    porto porta, banco banca, posto posta, modo moda, punto punta, costo costa, tassa tasso, parte partono,
    mercato mercare, stato stanno, senato sena, popolare popolo, solare solo, militare milite, fine fino,
    legge letto, importare importante, licenziare licenziamento, lavoro lavorare, governo governare, firma firmato,
    offerta offrire, politica politico, rete reato, tesi teso, nave neve, case casi, europa euro
    """,
    "nl": """
    fusie fuseren, staken staker, koop kopen, winst winnen, nieuw nieuws, nieuws nieuw, import important,
    regering regeren, ontslag ontslaan, werk werknemer, bank bankier, kosten kostte, reden rijden, weg wegens,
    plan planeet, prijs prijzig, verkoop verkoper, handel handelaar, stad staat, lid leed, bom boom, man maan,
    zon zoon, recht rechter, vraag vroeg, aankondigen kondigt, kondigen aangekondigd, leven leefbaar,
    verdrag verdroeg, land landing, groei groen, deel dealen
    """,
}
"""Words that look alike and are not the same word."""


def _pairs(text: str) -> list[tuple[str, str]]:
    found = []
    for pair in folded(text).split(","):
        one, other = pair.split()
        found.append((one, other))
    return found


def test_every_language_has_its_pairs() -> None:
    assert {"en", *SAME} == set(LANGUAGES) == {"en", *OTHER} == {"en", *FROM_THE_BASE}
    assert all(len(_pairs(text)) >= 60 for text in SAME.values())
    assert all(len(_pairs(text)) >= 30 for text in OTHER.values())


@pytest.mark.parametrize("language", SAME)
def test_forms_of_one_word_lead_to_each_other(language: str) -> None:
    pairs = _pairs(SAME[language])

    assert [pair for pair in pairs if not same_word(*pair, language)] == []
    assert [(other, one) for one, other in pairs if not same_word(other, one, language)] == []


@pytest.mark.parametrize("language", FROM_THE_BASE)
def test_a_verb_meets_a_noun_in_a_form_they_share(language: str) -> None:
    assert [pair for pair in _pairs(FROM_THE_BASE[language]) if not same_word(*pair, language)] == []


@pytest.mark.parametrize("language", OTHER)
def test_words_that_only_look_alike(language: str) -> None:
    assert [pair for pair in _pairs(OTHER[language]) if same_word(*pair, language)] == []


@pytest.mark.parametrize("language", SAME)
def test_every_row_of_a_table_is_one_word(language: str) -> None:
    words = TABLES[language]
    rows = [[form for form in row if form not in words.UNBENDING] for row in words.NOMINAL]

    assert all(form.isascii() and form.isalpha() and form.islower() for row in words.NOMINAL for form in row)
    assert [(one, other) for row in rows for one in row for other in row if not same_word(one, other, language)] == []


@given(st.text(alphabet="abcdefgilmnorstuvz", min_size=1, max_size=14), st.sampled_from(LANGUAGES))
def test_a_word_has_few_forms_and_is_one_of_them(word: str, language: str) -> None:
    forms = word_forms(word, language)

    assert word in forms
    assert all(form.isascii() and form.isalpha() and form.islower() for form in forms)
    assert len(forms) <= 80
    assert forms <= compound_forms(word, language) <= compound_forms(word, ANY)
    assert forms <= word_forms(word, ANY)


@pytest.mark.parametrize("language", SAME)
def test_the_words_of_news_have_few_forms_and_any_language_has_them_all(language: str) -> None:
    words = {word for text in (SAME[language], OTHER[language]) for pair in _pairs(text) for word in pair}

    assert max(len(word_forms(word, language)) for word in words) <= 60
    assert all(word_forms(word, language) <= word_forms(word, ANY) for word in words)


@pytest.mark.parametrize("language", [*LANGUAGES, "und", ANY])
@pytest.mark.parametrize("word", ["5g", "covid19", "本田", "é", "a", "x" * 41, "r2"])
def test_what_is_no_plain_word_has_one_form(word: str, language: str) -> None:
    assert word_forms(word, language) == {word}


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "it", "nl"])
def test_a_borrowed_compound_has_its_plural(language: str) -> None:
    assert "ups" in compound_forms("up", language)
    assert compound_forms("5g", language) == {"5g"}
    assert compound_forms("up", "und") == {"up"}
