"""The bus: FastStream as the frame around streams, and what the framework does not do for them.

Gives: `Bus` (start, stop, health), `build_broker` and `subscribe` for the stages, the wire format, `tail` and
    `history`, and the AsyncAPI document.
Takes: stages (`flow.ports.Stage`) and callables that change state in one step each (groups, retry, release).
Must not know: the store and its scripts, rules, channels, what is inside a message.

The framework delivers batches and nothing more: it acknowledges nothing, decodes nothing and publishes nothing here.
"""
