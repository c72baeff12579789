"""Make synthetic data: a folder with people, cases, a year of use and of learning, to show each page full."""
