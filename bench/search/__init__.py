"""Search quality: question sets, measures, comparisons."""
