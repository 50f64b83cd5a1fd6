"""From the built site: the PDF, the EPUB, slides and exercise sheets."""
