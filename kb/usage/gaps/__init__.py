"""Find searches without a good answer, and manage requested cases."""
