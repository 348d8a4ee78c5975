"""The rulebook: YAML files become the rules, channels and routes that the service works by.

Gives: `load_configuration`, which reads a file or a folder and reports every mistake at once, each with file, line,
    column and what to write instead; the bundled packs and example; the runner of the rules' own tests; the JSON
    Schema of the file for editors.
Takes: a path, and the environment for the secrets of channels.
Must not know: the bus, the store, how a message is sent; addresses of channels stay wrapped as secrets.
"""
