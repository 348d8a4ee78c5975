"""Doubles of the outside world over real sockets, and servers of our own for the tests."""
