"""Draw the frame around every page: current person, language, menu, shared resources."""
