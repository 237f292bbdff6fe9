"""Xunxian 循线, an offline workbench for following money through statements."""
