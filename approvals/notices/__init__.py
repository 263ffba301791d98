"""Adapters that send messages to applicants (setting NOTICES): console, e-mail, and the interface for text messages.

An adapter is a class with two things (`casework.engine.messages.Notices`):

`channels`: the kinds of confirmed address that it can use (`mail`, `message`, `account`). With `message` among them the
telephone number of the application is used where none was confirmed.

`send(notice)`: takes on one message: `key` (the same at every try), `number`, `address`, `text`. It raises OSError
or TimeoutError where it couldn't, and is asked again after longer and longer pauses. A message whose key was taken on
before has to be left alone. A gateway for text messages is given the key as its own reference of the client (most have
a field for it and drop a second message of the same reference); where it has none, the adapter keeps the keys itself.
The text holds the number of the case, whose turn it is and until when: nothing else may be added to it.
"""
