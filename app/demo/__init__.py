"""Invented returns of two invented gangs, as dirty as real ones, in any size."""
