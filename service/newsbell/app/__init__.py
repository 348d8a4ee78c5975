"""Where the parts meet: the composition root, the only place that knows both the flow and the adapters.

Gives: one module a purpose: `rules` (rulebooks and engines, no server), `opening` (the server), `service` (the running
    newsbell), and what the verbs do with them.
Takes: settings, a configuration, and what a verb asks for.
Must not know: click; how a decision is made. Importing any module does nothing.
"""
