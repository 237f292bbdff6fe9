"""Following money through accounts (资金穿透): four methods over one sub-graph, exact to the fen.

``graph`` holds the flows that were fetched, ``order`` puts their events in order, ``down`` and
``up`` follow taint through them, ``run`` chooses what to do and ``result`` says what came of it.
The definitions are those of the command line's contract (trace).
"""
