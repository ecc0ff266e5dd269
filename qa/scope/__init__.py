"""What these policies cannot answer, and who can: emergencies, other authorities, chatter, instructions."""
