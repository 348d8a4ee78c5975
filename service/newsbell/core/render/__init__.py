"""An alert or a digest in words: Slack blocks, e-mail, plain text, a card for the terminal.

Gives: what a message says, within the limits of the service that shows it, with article text that can not act.
Takes: AlertView and DigestView, and widths or limits as arguments.
Must not know: who receives it, how it is sent, addresses, files, the time of day.
"""
