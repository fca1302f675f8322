# SPDX-License-Identifier: MIT-0
"""Keeps texts that arrive in pieces, so that a piece costs no more when much came before."""


class Text(list[str]):
    """A text that arrives in pieces, none of which is blank."""

    __slots__ = ()

    def add(self, piece: str) -> None:
        if piece and piece[0] > "\udbff" and self:  # it may begin with the second half of a UTF-16 pair
            piece = self.join_halves(piece)
        if piece:
            self.append(piece)

    def join_halves(self, piece: str) -> str:
        """Make one character of two halves of a UTF-16 pair that a proxy cut in two. Return the rest of the piece."""
        before = self[-1]
        if not ("\ud800" <= before[-1] <= "\udbff" and piece[0] <= "\udfff"):
            return piece
        pair = (before[-1] + piece[0]).encode("utf-16-le", "surrogatepass")
        self[-1] = before[:-1] + pair.decode("utf-16-le")
        return piece[1:]


class Name(Text):
    """A name. Most servers send it whole, some of them in each piece of a call, and some send it in pieces."""

    __slots__ = ("length",)

    def __init__(self) -> None:
        super().__init__()
        self.length = 0

    def add(self, piece: str) -> None:
        if self.is_repeated_by(piece):
            self.clear()
            self.length = 0
        elif not piece:
            return
        self.append(piece)
        self.length += len(piece)

    def is_repeated_by(self, piece: str) -> bool:
        """Whether the piece is the name so far, or has grown from it."""
        return len(piece) >= self.length and piece.startswith("".join(self))


class Arguments(Text):
    """The arguments of a call, with how far they were read when somebody asked whether they are a whole object."""

    __slots__ = ("closed", "depth", "escaped", "in_string", "read", "spoiled")

    def __init__(self) -> None:
        super().__init__()
        self.read = 0  # pieces
        self.depth = 0
        self.in_string = self.escaped = False
        self.closed = False  # whether the first bracket has been closed
        self.spoiled = False  # whether the text does not begin with an object, or goes on after it

    def is_whole_object(self) -> bool:
        """Whether the brackets of a JSON object have been closed, and nothing follows."""
        for piece in self[self.read :]:
            for character in piece:
                self.read_character(character)
        self.read = len(self)
        return self.closed and not self.spoiled

    def read_character(self, character: str) -> None:
        if self.in_string:
            self.in_string = self.escaped or character != '"'
            self.escaped = not self.escaped and character == "\\"
        elif self.depth == 0:
            self.spoiled = self.spoiled or (not character.isspace() and (self.closed or character != "{"))
            self.depth = int(character == "{")
        elif character == '"':
            self.in_string = True
        elif character in "{[":
            self.depth += 1
        elif character in "}]":
            self.depth -= 1
            self.closed = self.depth == 0
