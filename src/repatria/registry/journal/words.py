"""Twelve plain words for the head of the journal, so that a person can compare a printed receipt by eye or by voice.

The words stand for the first 96 bits of SHA-256 over the three signed lines of a head (origin, size, root): one word a byte,
out of 256 words of our own choice. No two share their first four letters, any two differ in three letters or more, and none
is a word of the work itself. Two different heads have the same words with a chance of one in 2^96.
"""

from __future__ import annotations

import hashlib

from repatria.errors import InvalidInput

COUNT = 12

_LIST = """
abacus acorn airport album almanac almond amber anchor anvil apple apricot apron aspen atlas autumn avocado
badge bakery balcony bamboo banana banjo barley barn basil basket beacon beaver bench bicycle biscuit blossom
bonnet border bottle bread bronze brook buckle buffalo button cabbage cabin cactus camel candle canvas canyon
carpet cashew catalog cedar celery cereal cherry chimney circle citrus clay cloud clover cobalt cobbler
coconut compass copper coyote cricket crimson crocus crystal curtain cushion cypress dahlia daisy denim
diamond dolphin domino donkey drum dune eagle echo eclipse elbow emerald engine fabric farmer feather fennel
fiddle field flute forest fossil galaxy gallery garden garlic gazelle ginger giraffe glacier gondola granite
grape guitar hammock harbor harvest helmet herring horizon hotel igloo indigo inlet island ivory jasmine jelly
jersey jigsaw juniper kayak kestrel ketchup kitchen kite koala ladder lagoon lantern laurel lemon lettuce
library lilac linen lizard lobster locket lotus magnet magpie marble marina meadow meteor mirror mitten
monsoon moss museum mustard napkin nectar nest nickel noodle nutmeg oatmeal ocean octave olive onion opal
orange orbit orchard ostrich otter palace paper parasol parrot peacock peanut pebble pelican pencil piano
pigeon pillow plaza polka pond poplar poppy potato prairie pretzel prism pumpkin puzzle quarry quilt rabbit
raccoon radio raft raisin ravine ribbon river ruby saffron sandal sardine saucer scooter shelf silk sketch
skylark sleigh sofa spice spinach sprout squash statue stone sugar summer sunset swan syrup tavern teacup
teapot temple thimble thunder toast tractor trellis trumpet tugboat tulip tundra turtle twine vanilla veranda
violin waffle walnut wheat window wool yogurt zebra
"""
WORDS = tuple(_LIST.split())
"""The word of each byte, in alphabetical order."""


def spoken(head: str) -> list[str]:
    """The twelve words of a head; only its three signed lines count, not who signed it."""
    return encode(fingerprint(head))


def fingerprint(head: str) -> bytes:
    """The 96 bits that the words stand for. Raises InvalidInput if `head` does not begin with three lines."""
    lines = head.split("\n")
    if len(lines) < 4 or not all(lines[:3]):
        raise InvalidInput(f"words: {head[:60]!r} is not a head of a journal. Give its origin, size and root, a line each.")
    return hashlib.sha256(("\n".join(lines[:3]) + "\n").encode()).digest()[:COUNT]


def encode(data: bytes) -> list[str]:
    """One word for each byte."""
    return [WORDS[byte] for byte in data]


def decode(spoken_words: str) -> bytes:
    """The bytes behind words typed by a person; capitals and the space between them do not matter, four letters are enough.

    Raises InvalidInput and names the word that is not on the list.
    """
    by_start = {word[:4]: number for number, word in enumerate(WORDS)}
    data = []
    for position, typed in enumerate(spoken_words.lower().split(), start=1):
        number = by_start.get(typed[:4])
        if number is None or not WORDS[number].startswith(typed):
            raise InvalidInput(f"words: word {position}, {typed!r}, is not on the list. Read it again from the receipt.")
        data.append(number)
    return bytes(data)
