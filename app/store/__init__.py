"""The case on disk: two encrypted databases, the vault, the keys, the lock.

The only place that knows there are two engines.
"""
