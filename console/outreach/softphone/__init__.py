"""The softphone: baresip over its control socket. It dials only on command."""
