"""The bundled sample articles, and the alerts that they give."""

from datetime import datetime

from newsbell import wire
from newsbell.adapters.rulebook.packs import sample_articles
from newsbell.flow.backtest import Backtest
from newsbell.flow.engine import Engine
from newsbell_contracts import Alert, NewsArticle


def samples() -> list[NewsArticle]:
    """The bundled sample articles, in the order to play them."""
    return [NewsArticle.model_validate(row) for row in sample_articles()]


def sample_alerts(engine: Engine, now: datetime) -> list[Alert]:
    """The alerts that the samples raise, in order."""
    backtest = Backtest(engine)
    return [
        wire.alert_of(judged.finding, judged.change, now)
        for article in samples()
        for judged in backtest.judge(wire.document_of(article, now), now)
        if judged.raised
    ]
