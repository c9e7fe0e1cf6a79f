"""What the commands do, one file a group: the door between files and the rest."""
