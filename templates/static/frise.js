// Progressive enhancement only: every page has all its information without this file.
