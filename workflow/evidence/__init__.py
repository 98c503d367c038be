"""Evidence (案卷材料): what is handed in is examined before it is kept, by content, not by name."""
