"""What every layer stands on: errors, progress, words, settings, money, time."""
