"""What protects people in texts and figures: personal data found and masked, small groups hidden."""
