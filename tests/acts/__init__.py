"""Every legal act: what it does, who may, what is refused, and that nothing is ever half done."""
