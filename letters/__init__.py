"""Letters (文书): facts in, PDF bytes out. Knows no request, no database, no clock and no law."""
