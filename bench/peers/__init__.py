"""The product beside other engines that keep and search passages, on the same passages, vectors and questions."""
