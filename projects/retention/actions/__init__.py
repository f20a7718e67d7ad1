"""What is done to what an edition keeps."""
