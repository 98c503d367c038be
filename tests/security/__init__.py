"""The checklist of hardening: each line of it is one test, listed in `docs/security.md`."""
