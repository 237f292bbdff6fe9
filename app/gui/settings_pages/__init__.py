"""The pages of the settings: one file each, with a ``PAGE`` and a widget, found by a registry."""
