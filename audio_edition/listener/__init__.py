"""A machine that writes down what it hears, and what its errors count for (extra [verify])."""
