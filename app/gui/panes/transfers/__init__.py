"""流水: the transfers of the selected account, and the proof of each."""
