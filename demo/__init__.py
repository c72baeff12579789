"""A bank that never was: a data folder with people, cases, a year of use and of learning, to show each page full."""
