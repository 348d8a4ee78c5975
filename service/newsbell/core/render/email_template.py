"""The HTML of e-mails, as Jinja2 sources.

Styles are inlined afterwards; only the dark scheme and the phone's adjustments stay in a style element. One column of
600 px is made of tables, because Outlook knows nothing else.
"""

STYLE = """
body { margin: 0; padding: 0; background-color: #f3f4f6; }
table { border-collapse: separate; border-spacing: 0; }
td { padding: 0; }
.page { width: 100%; background-color: #f3f4f6; }
.frame { padding: 24px 12px; }
.column { width: 100%; max-width: 600px; margin: 0 auto; font-family: -apple-system, 'Segoe UI', Roboto, Helvetica,
  Arial, sans-serif; color: #1f2933; text-align: left; }
.masthead { padding: 0 4px 14px 4px; font-size: 13px; line-height: 18px; color: #52606d; }
.brand { font-weight: 700; color: #1f2933; }
.counts { padding: 0 4px 16px 4px; font-size: 14px; line-height: 20px; color: #3e4c59; }
.notice { padding: 10px 16px; margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; color: #7a4d00;
  background-color: #fff4d6; border: 1px solid #f0cf85; border-radius: 8px; }
.gap { height: 14px; font-size: 1px; line-height: 14px; }
.card { background-color: #ffffff; border: 1px solid #dfe3e8; border-top-width: 4px; border-radius: 10px;
  padding: 22px 24px 22px 24px; }
.edge-critical { border-top-color: #c81e1e; }
.edge-high { border-top-color: #d97706; }
.edge-normal { border-top-color: #2563a8; }
.edge-low { border-top-color: #9aa5b1; }
.level { font-size: 12px; line-height: 16px; font-weight: 700; letter-spacing: 0.6px; }
.level-critical { color: #b91c1c; }
.level-high { color: #a15c00; }
.level-normal { color: #1d5596; }
.level-low { color: #616e7c; }
.reason { font-size: 12px; line-height: 16px; color: #616e7c; }
.headline { margin: 8px 0 12px 0; font-size: 22px; line-height: 29px; font-weight: 700; color: #111827; }
.headline-small { margin: 8px 0 10px 0; font-size: 19px; line-height: 26px; font-weight: 700; color: #111827; }
.headline-link { color: #111827; text-decoration: none; }
.chips { margin: 0 0 6px 0; font-size: 13px; line-height: 22px; color: #52606d; }
.chip { padding: 3px 10px; border-radius: 12px; border: 1px solid #cbd2d9; background-color: #f5f7fa; color: #3e4c59;
  font-weight: 600; }
.chip-rumoured { border-color: #e5c07b; background-color: #fdf3dc; color: #7a4d00; }
.chip-in_talks { border-color: #9cc3e6; background-color: #e6f1fb; color: #174a7c; }
.chip-announced { border-color: #b3b1ea; background-color: #eeedfc; color: #3d3a9e; }
.chip-confirmed { border-color: #95cfa9; background-color: #e4f6ea; color: #14592c; }
.chip-denied { border-color: #e3a9a9; background-color: #fbeaea; color: #8c1d1d; }
.chip-called_off { border-color: #e3a9a9; background-color: #fbeaea; color: #8c1d1d; }
.event { display: inline-block; max-width: 100%; margin: 0 0 8px 0; padding-right: 10px; }
.note { padding-left: 4px; color: #52606d; }
.quote { margin: 0 0 12px 0; padding: 2px 0 2px 14px; border-left: 3px solid #cbd2d9; font-size: 16px;
  line-height: 25px; color: #2b3640; }
.mark { background-color: #ffe9a8; color: #2b2100; font-weight: 600; padding: 0 1px; border-radius: 3px; }
.meta { margin: 4px 0 0 0; font-size: 14px; line-height: 20px; color: #52606d; }
.button { margin: 16px 0 0 0; }
.button-cell { background-color: #1d5596; border-radius: 8px; }
.button-link { display: inline-block; padding: 11px 20px; font-size: 15px; line-height: 20px; font-weight: 600;
  color: #ffffff; text-decoration: none; }
.why { margin: 18px 0 0 0; padding: 14px 0 0 0; border-top: 1px solid #e4e7eb; font-size: 13px; line-height: 20px;
  color: #52606d; }
.why-title { color: #323f4b; font-weight: 600; }
.term { padding: 1px 6px; border-radius: 4px; background-color: #eef1f4; color: #3e4c59; font-size: 12px;
  font-family: ui-monospace, Menlo, Consolas, monospace; }
.text-link { color: #1d5596; font-weight: 600; text-decoration: underline; }
.listed { margin: 0 0 10px 0; font-size: 15px; line-height: 22px; color: #2b3640; }
.footer { padding: 16px 4px 0 4px; font-size: 12px; line-height: 18px; color: #616e7c; }
"""

KEPT = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .frame { padding: 12px 8px !important; }
  .card { padding: 18px 16px !important; }
  .headline { font-size: 20px !important; line-height: 27px !important; }
}
@media (prefers-color-scheme: dark) {
  body, .page { background-color: #0f1418 !important; }
  .column, .brand { color: #e4e8ec !important; }
  .masthead, .counts, .footer, .reason, .meta, .why, .chips, .note { color: #a3afba !important; }
  .card { background-color: #1a2127 !important; border-color: #2c363f !important; }
  .edge-critical { border-top-color: #ef5350 !important; }
  .edge-high { border-top-color: #f0a43a !important; }
  .edge-normal { border-top-color: #5b9bd8 !important; }
  .edge-low { border-top-color: #6b7885 !important; }
  .level-critical { color: #ff8a86 !important; }
  .level-high { color: #f5b85c !important; }
  .level-normal { color: #86bbec !important; }
  .level-low { color: #a3afba !important; }
  .headline, .headline-small, .headline-link { color: #f2f5f7 !important; }
  .quote, .listed { color: #d5dce2 !important; border-left-color: #46535f !important; }
  .mark { background-color: #5c4a10 !important; color: #ffe9a8 !important; }
  .chip { background-color: #242d35 !important; border-color: #46535f !important; color: #d5dce2 !important; }
  .chip-rumoured { background-color: #3a2d10 !important; border-color: #7a5d1f !important; color: #f5d58f !important; }
  .chip-in_talks { background-color: #132c42 !important; border-color: #2f5f8c !important; color: #a9d1f5 !important; }
  .chip-announced { background-color: #26245a !important; border-color: #4d4aa8 !important; color: #c9c7ff !important; }
  .chip-confirmed { background-color: #12331f !important; border-color: #2c6e45 !important; color: #a3e0b8 !important; }
  .chip-denied, .chip-called_off { background-color: #3d1717 !important; border-color: #833434 !important;
    color: #ffb4b0 !important; }
  .why { border-top-color: #2c363f !important; }
  .why-title { color: #d5dce2 !important; }
  .term { background-color: #2a343d !important; color: #d5dce2 !important; }
  .text-link { color: #86bbec !important; }
  .button-cell { background-color: #2f74bd !important; }
  .notice { background-color: #3a2d10 !important; border-color: #7a5d1f !important; color: #f5d58f !important; }
}
"""

PARTS = """
{% macro sentence(runs) -%}
{% for run in runs %}
{%- if run.marked %}<span class="mark">{{ run.text }}</span>{% else %}{{ run.text }}{% endif %}
{%- endfor %}
{%- endmacro %}

{% macro level(story) -%}
<div><span class="level level-{{ story.tone }}">{{ story.severity }}</span>
<span class="reason">&nbsp;&middot;&nbsp; {{ story.reason }}</span></div>
{%- endmacro %}

{% macro headline(story, name) -%}
<div class="{{ name }}" dir="auto">{% if story.link -%}
<a class="headline-link" href="{{ story.link }}">{{ story.headline }}</a>
{%- else %}{{ story.headline }}{% endif %}</div>
{%- endmacro %}

{% macro chips(story) -%}
{% if story.events %}<div class="chips">{% for event in story.events %}
<span class="event"><span class="chip chip-{{ event.tone }}">{{ event.words }}</span>
{%- if event.notes %} <span class="note">{{ event.notes }}</span>{% endif %}</span>
{% endfor %}</div>{% endif %}
{%- endmacro %}

{% macro quotes(story) -%}
{% for runs in story.quotes %}<div class="quote" dir="auto">{{ sentence(runs) }}</div>{% endfor %}
{%- endmacro %}

{% macro why(story) -%}
<div class="why">Rule: <span class="why-title">{{ story.rule }}</span>
{% if story.terms %}<br>{% for term in story.terms %}<span class="term">{{ term }}</span> {% endfor %}{% endif %}</div>
{%- endmacro %}

{% macro notices(story) -%}
{% for notice in story.notices %}<div class="notice">{{ notice }}</div><div class="gap">&nbsp;</div>{% endfor %}
{%- endmacro %}
"""

LAYOUT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ subject }}</title>
<style>{{ style | safe }}</style>
<style data-css-inline="keep">{{ kept | safe }}</style>
</head>
<body>
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;opacity:0">
{{ preheader }}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="frame" align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="column" width="100%" cellpadding="0" cellspacing="0" border="0">
{% block content %}{% endblock %}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
"""

ALERT = """{% extends "layout" %}
{% from "parts" import level, headline, chips, quotes, why, notices %}
{% block content %}
<tr><td class="masthead"><span class="brand">newsbell</span> &nbsp;&middot;&nbsp; alert</td></tr>
<tr><td>{{ notices(story) }}</td></tr>
<tr><td class="card edge-{{ story.tone }}">
{{ level(story) }}
{{ headline(story, "headline") }}
{{ chips(story) }}
{{ quotes(story) }}
{% if story.origin %}<div class="meta">{{ story.origin }}</div>{% endif %}
{% if story.link %}<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="button-cell"><a class="button-link" href="{{ story.link }}">Read the article</a></td></tr></table>{% endif %}
{{ why(story) }}
</td></tr>
<tr><td class="footer">Alert {{ story.id }}</td></tr>
{% endblock %}
"""

DIGEST = """{% extends "layout" %}
{% from "parts" import level, headline, chips, quotes, notices %}
{% block content %}
<tr><td class="masthead"><span class="brand">newsbell</span> &nbsp;&middot;&nbsp; {{ name }}
&nbsp;&middot;&nbsp; {{ due }}</td></tr>
<tr><td class="counts">{{ counts }}</td></tr>
{% for story in stories %}
<tr><td class="card edge-{{ story.tone }}">
{{ notices(story) }}
{{ level(story) }}
{{ headline(story, "headline-small") }}
{{ chips(story) }}
{{ quotes(story) }}
<div class="meta">{{ story.origin }}{% if story.link %}{% if story.origin %} &nbsp;&middot;&nbsp; {% endif -%}
<a class="text-link" href="{{ story.link }}">Read</a>{% endif %}</div>
<div class="meta">Rule: {{ story.rule }}{% if story.earlier %} &nbsp;&middot;&nbsp; {{ story.earlier }}{% endif %}</div>
</td></tr>
<tr><td class="gap">&nbsp;</td></tr>
{% endfor %}
{% if listed or more %}<tr><td class="card edge-low">
{% for story in listed %}<div class="listed" dir="auto">{{ story.severity }} &middot; {% if story.link -%}
<a class="text-link" href="{{ story.link }}">{{ story.headline }}</a>{% else %}{{ story.headline }}{% endif %}</div>
{% endfor %}
{% if more %}<div class="listed">+{{ more }} more</div>{% endif %}
</td></tr>{% endif %}
{% if held_back %}<tr><td class="footer">{{ held_back }}</td></tr>{% endif %}
{% endblock %}
"""

TEMPLATES = {"parts": PARTS, "layout": LAYOUT, "alert": ALERT, "digest": DIGEST}
