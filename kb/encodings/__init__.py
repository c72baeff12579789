"""Bytes of text files to text, in the encodings that Chinese offices use."""
