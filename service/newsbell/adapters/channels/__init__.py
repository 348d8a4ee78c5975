"""Ways to reach people and services: Slack, e-mail, signed webhooks, whatever Apprise knows, and the terminal.

Gives: `opening.open_channel`, which turns a channel of the configuration into a `flow.ports.Channel`.
Takes: the core's writers of messages, the ports of the flow, and each provider's documented answers.
Must not know: the ledger, the bus, routes, or why an alert was raised.
"""
