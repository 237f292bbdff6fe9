"""The project's own benchmark: the import and everyday questions beside their peers.

Each contestant runs in a process of its own, so that its peak memory is its own. Absolute times say
little on a shared machine; the ratios are what is kept.
"""
