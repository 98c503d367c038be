"""The archive room: the four checks before sealing, replay and verification of trails."""
