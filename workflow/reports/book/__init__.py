"""The register as a book (登记台账): what it is narrowed to, its order, its columns and lines."""
