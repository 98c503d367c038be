"""Setting up and running an installation: scripts, units and settings, told in README.md."""
