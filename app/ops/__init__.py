"""The verbs: the only way to change a case. Each writes the journal and returns Changes."""
