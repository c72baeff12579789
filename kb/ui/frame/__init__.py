"""The frame around every page: who is there, language, menu, shared resources."""
