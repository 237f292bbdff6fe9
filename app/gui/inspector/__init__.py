"""What is selected, on the right: sections found by a registry, and where to go from here."""
