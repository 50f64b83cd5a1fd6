"""What serves authors: it runs notebooks, measures pages and makes what is kept in the repository."""
