"""Scans of materials: what comes in is looked into, taken apart, and its pages are painted anew by us.

Nothing of a file is kept but the pictures of its pages, so that whatever else it carried ends here. What a file is
tells its content, never its name or what the browser calls it. The work is done by a process of its own with bounds on
memory and time (`child`), since nobody has to trust the decoders; `examine` is the way to it. Below `examine` nothing
imports Django.
"""
