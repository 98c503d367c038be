"""What is kept: tables, trail, files, numbers, personal fields."""
