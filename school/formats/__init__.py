"""How people here write dates, whatever language the words are in."""
