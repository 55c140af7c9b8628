"""The softphone: baresip over its control socket. It dials when it is told to, and never else."""
