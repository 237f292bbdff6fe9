"""Samples of every statement layout, each with what importing it must give.

``<folder>/<name>`` is a sample of a layout of ``app/importers/formats/<folder>.py``; files whose
meaning depends on their path keep the folders above them. ``<name>.expected.json`` beside it holds
the file's report and the flows and facts it gives. All people and numbers are invented.
"""
