"""What goes wrong with an embedded server, told to people."""


class EmbeddedError(Exception):
    """The private server can not be used; the text says why and what to do."""
