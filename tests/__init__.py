"""The tests: whole stories in `cases/`, the rooms of the house beside them."""
