"""What the project shows itself with: an example branch, its answers and its drawn photographs."""
