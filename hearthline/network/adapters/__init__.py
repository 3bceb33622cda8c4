"""Systems of the network: who lets connections in, what plays TV, what carries calls."""
