"""What a statement is about: framework, area and period, as the words around it, headings or the document say."""
