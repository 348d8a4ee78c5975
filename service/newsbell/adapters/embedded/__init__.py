"""A private Valkey when no server is configured: one per data folder, shared by every newsbell that uses it.

Gives: `EmbeddedValkey` and `embedded`, which start the server or join the one that runs; the last user stops it.
Takes: a folder on a local disk.
Must not know: streams, keys, the service.

The data outlives every process: a killed service finds its server again, a killed server its data.
"""
