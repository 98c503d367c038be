"""The pages, asked as a browser without scripts would ask them."""
