"""Bad input at scale: good files and requests, spoilt in many ways, thrown at everything that reads from outside."""
