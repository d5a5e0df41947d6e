"""What comes out of a latent space where no sample was: draws, ways, directions, and how good they are."""
