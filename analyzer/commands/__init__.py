"""What can be typed after `exposure`, a module for each command."""
