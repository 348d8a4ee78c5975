"""Where the parts meet: the only place that knows both the flow and the adapters.

`rules` loads rulebooks and makes engines (light: no server), `opening` reaches the server, `service` is the running
newsbell, `publishing` and `operating` serve the verbs that talk to the bus. Importing any of it does nothing.
"""
