"""The form pages, one each."""
