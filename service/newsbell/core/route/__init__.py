"""Where an alert goes, when, and whether to try again.

Gives: the plan of an alert over the channels, the routing tree in words, digest slots, delivery ids, the wait before
the next attempt, and a circuit breaker; all as values with named reasons.
Takes: what a route can look at in an alert, routes, channels without addresses, moments, and dice as an argument.
Must not know: how to send, addresses and secrets, what an alert says, the time of day.
"""
