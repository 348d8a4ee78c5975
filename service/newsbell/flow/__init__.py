"""The order of the calls: collect, watch, notify, deliver, digest.

Gives: one stage a module; each takes entries, decides with the core, and commits through a port.
Takes: the ports (`flow.ports`), handed in by `app`.
Must not know: FastStream, Redis, Apprise, pydantic, settings, files.
"""
