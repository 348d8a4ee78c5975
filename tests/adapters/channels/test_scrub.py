from newsbell.adapters.channels.scrub import LONGEST, Scrub, scrub_of


def test_a_secret_and_its_encoded_forms_are_hidden() -> None:
    scrub = scrub_of(("p@ss/word", None, "", "abc"))
    assert scrub("login p@ss/word or p%40ss%2Fword failed, abc") == "login *** or *** failed, abc"
    assert "p@ss" not in repr(scrub)


def test_a_secret_inside_a_longer_one_leaves_nothing_behind() -> None:
    assert scrub_of(("token", "token-longer"))("x token-longer y") == "x *** y"


def test_the_processs_redactor_is_asked_too() -> None:
    assert Scrub((), lambda text: text.replace("elsewhere", "***"))("secret from elsewhere") == "secret from ***"


def test_words_of_others_are_one_short_line() -> None:
    assert scrub_of(())("one\r\ntwo\x1b[31m\x00three\u2028four") == "one two [31m three four"
    assert len(scrub_of(())("x" * 5000)) == LONGEST
