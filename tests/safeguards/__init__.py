"""Every safeguard of the law and every act that the product refuses: tried, by the pages and by the interface."""
