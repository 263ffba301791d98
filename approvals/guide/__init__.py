"""What the public is told about every item of the hall: the data, and the words made of them."""
