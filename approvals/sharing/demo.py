"""Registers of other agencies as the demo invents them: an answer depends on the number alone."""

import hashlib

from casework.engine.ports import Answer, Question, Reply


class DemoRegisters:
    """Answers at once and always the same. One number in five isn't found, so that declarations can be shown."""

    def ask(self, question: Question) -> Reply:
        """Whether the invented register holds the person; without a number nothing can be found."""
        return Reply(self.holds(question.register, question.identifier_kind, question.identifier))

    def holds(self, register: str, identifier_kind: str, identifier: str) -> Answer:
        """The same, by register and number."""
        if not identifier:
            return Answer.NOT_FOUND
        digest = hashlib.sha256(f"{register}:{identifier_kind}:{identifier}".encode()).digest()
        return Answer.NOT_FOUND if digest[0] % 5 == 0 else Answer.FOUND
