// Makes a checkout ready: installs when node_modules does not match the lock, then builds. Does nothing twice.
