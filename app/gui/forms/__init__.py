"""The rare dialogs: create, unlock, confirm."""
