"""newsbell: watches a stream of news and rings once when something happens.

The folders tell the way of an alert: `core` decides, `flow` orders the calls, `adapters` touch the world, `wire`
translates between the contracts and the core, `app` puts the parts together, `cli` is the door.
"""

__version__ = "0.1.0"
