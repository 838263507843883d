#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pseudo.py SOURCE_DIR FOLDER: makes FOLDER/xx/LC_MESSAGES/certwizard.mo, the translation into a language in which each text is the
English one in brackets: ⟦like this⟧. Whatever is seen without brackets was never given to a translator."""
import os
import struct
import subprocess
import sys
import tempfile

KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]
PLURAL = "nplurals=2; plural=n != 1;"


def extract(source, folder):
    """The texts of the program as a .mo in which each is its own translation."""
    pot, po, mo = (os.path.join(folder, name) for name in ("all.pot", "all.po", "all.mo"))
    with open(os.path.join(source, "po/POTFILES"), encoding="utf-8") as file:
        # That none is missing is the business of po/check.sh.
        files = [line for line in file.read().split("\n") if line and os.path.exists(os.path.join(source, line))]
    subprocess.run(["xgettext", "--from-code=UTF-8", "--output=" + pot] + ["--keyword=" + keyword for keyword in KEYWORDS] + files, cwd=source, check=True, stderr=subprocess.DEVNULL)
    with open(pot, encoding="utf-8") as file:
        text = file.read().replace("charset=CHARSET", "charset=UTF-8")
    with open(pot, "w", encoding="utf-8") as file:
        file.write(text.replace("nplurals=INTEGER; plural=EXPRESSION;", PLURAL))
    subprocess.run(["msgen", "--lang=xx", "--output-file=" + po, pot], check=True)
    subprocess.run(["msgfmt", "--output-file=" + mo, po], check=True)
    with open(mo, "rb") as file:
        return file.read()


def read(data):
    """(original, translation) as bytes."""
    _, _, count, originals, translations = struct.unpack_from("<5I", data)
    for i in range(count):
        length, offset = struct.unpack_from("<2I", data, originals + 8 * i)
        other_length, other_offset = struct.unpack_from("<2I", data, translations + 8 * i)
        yield data[offset:offset + length], data[other_offset:other_offset + other_length]


def bracket(text):
    """Line ends stay outside, as whoever prints the text counts on them."""
    inner = text.strip(b"\n")
    begin = len(text) - len(text.lstrip(b"\n"))
    return text[:begin] + "⟦".encode() + inner + "⟧".encode() + text[begin + len(inner):] if inner else text


def write(pairs, path):
    table = 28
    offset = table + 16 * len(pairs)
    originals, translations, texts = b"", b"", b""
    for index in (0, 1):
        entries = b""
        for pair in pairs:
            entries += struct.pack("<2I", len(pair[index]), offset + len(texts))
            texts += pair[index] + b"\0"
        originals, translations = (entries, translations) if index == 0 else (originals, entries)
    with open(path, "wb") as file:
        file.write(struct.pack("<7I", 0x950412de, 0, len(pairs), table, table + 8 * len(pairs), 0, 0))
        file.write(originals + translations + texts)


def main():
    source, folder = sys.argv[1:]
    target = os.path.join(folder, "xx", "LC_MESSAGES")
    os.makedirs(target, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        pairs = sorted((original, translation if not original else b"\0".join(bracket(part) for part in translation.split(b"\0")))
                       for original, translation in read(extract(source, temporary)))
    write(pairs, os.path.join(target, "certwizard.mo"))
    print(len(pairs), "texts")


main()
