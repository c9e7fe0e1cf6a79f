"""What runs behind the request: the queue, the worker, and each kind of work."""
