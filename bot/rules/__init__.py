"""What is asked before a job is admitted, and who may change the answer."""
