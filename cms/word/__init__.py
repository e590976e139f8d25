"""Lessons written in Word: a .docx is judged, read into blocks, shown to the editor and added to the page's draft."""
