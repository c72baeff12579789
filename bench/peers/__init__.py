"""Compare the product with other engines that store and search passages, on the same passages, vectors and queries."""
