#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-command-line.py SOURCE_DIR CERTWIZARDCTL: every text of the command line is translated when it runs, not only marked to be."""
import os
import re
import subprocess
import sys
import tempfile

# Data, and names that are the same in every language.
SAME = {"certwizardctl", "certwizard", "CN", "ECDH_P256", "keyring", "passphrase", "permissions", "practice", "RSA", "RFC", "PEM", "DER", "PFX"}

# The C locale's own; in another one they come from the system.
DATES = set("Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
# What options take, and what scripts look for.
WORDS = {"get --help": "friendly subject issuer expires key added state names", "export --help": "pem der pfx",
         "ca add --help": "automatic ticket password basic", "ca set --help": "automatic ticket password basic",
         "history list": "import export done test nothing assign remove failed",
         "get --available --type Default": "id friendlyName notBefore issuer notAfter canServe thumbprint reasons yes no force",
         "help exit-codes": "done failed usage nothing refused not pending denied authentication unreachable store partly unreadable key disk "
                            "conflict unanswered authority uncertain suitable service"}

source, ctl = sys.argv[1:]
failures = []


def make_locale(folder):
    """A newer glibc translates nothing in C.UTF-8 (2.41; 2.36 did), and which other locales there are is not known: it gets another name."""
    for name in ("C.utf8", "C.UTF-8"):
        data = os.path.join("/usr/lib/locale", name)
        if os.path.isdir(data):
            os.symlink(data, os.path.join(folder, "xx_XX.UTF-8"))
            return {"LOCPATH": folder, "LC_ALL": "xx_XX.UTF-8"}
    return {"LC_ALL": "C.UTF-8"}


def run(folder, *arguments):
    environment = dict(os.environ, LANGUAGE="xx", CERTWIZARD_LOCALEDIR=folder, HOME=folder, TZ="UTC", XDG_DATA_HOME=folder + "/data",
                       CERTWIZARD_SYSTEM_CONFIG=folder + "/etc", **locale)
    result = subprocess.run([ctl, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, timeout=300)
    return result.stdout + result.stderr


def strip(text):
    """What stands in no bracket."""
    rest, depth = [], 0
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        if depth == 0 and letter != "⟧":
            rest.append(letter)
    if depth != 0:
        failures.append("brackets do not match in: " + text)
    return "".join(rest)


def look(name, text, *data):
    rest = strip(text)
    same = SAME | DATES | set(WORDS.get(name, "").split()) | set(data)
    rest = re.sub(r"--?[A-Za-z][A-Za-z0-9-]*", " ", rest)                 # options, ours and the vendor's
    rest = re.sub(r"\S*[|/=.:_\d]\S*", " ", rest)                         # values, paths, names, hexadecimal
    words = [word for word in re.findall(r"[A-Za-z]{3,}", rest) if word not in same]
    if words:
        failures.append("%s: without a translation: %s" % (name, " ".join(words)))
    if "⟦" not in text:
        failures.append("%s: nothing is translated: %s" % (name, text))


def walk(folder, *verb):
    """The help of a verb, and of those below it."""
    text = run(folder, *verb, "--help")
    below = re.findall(r"^  ([a-z][a-z-]*) +⟦", text, re.MULTILINE)
    look(" ".join(verb + ("--help",)), text, *below)
    return 1 + sum(walk(folder, *verb, name) for name in below)


def work(folder):
    """What it says while it does something."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x.example",
                    "-keyout", "x.key", "-out", "x.pem"], cwd=folder, check=True, capture_output=True)
    with open(folder + "/pass", "w", encoding="utf-8") as file:
        file.write("4711\n")
    store = ["--store", "store", "--store-passphrase-file", "pass"]
    for line in ("store status", "get", "import --path x.pem --path x.key --what-if", "import --path x.pem --path x.key", "import --path none.pem",
                 "show none.example", "store status", "store check", "get", "show x.example", "export x.example --path y.pem --format pem",
                 "get --available --type Default", "set --type Default --reference x.example --what-if", "set --type Default --reference x.example",
                 "set --type Default", "get --type Default", "remove --type Default", "test", "history list", "delete x.example --what-if", "delete x.example --force", "trash list", "trash restore 1", "nonsense",
                 "get --nonsense", "help exit-codes"):
        look(line, run(folder, *line.split(), *([] if line in ("nonsense", "help exit-codes") else store)),
             "nonsense", *line.split())


with tempfile.TemporaryDirectory() as temporary:
    subprocess.run([sys.executable, os.path.join(source, "tests/i18n/pseudo.py"), source, temporary], check=True)
    locale = make_locale(temporary)
    count = walk(temporary)
    if count < 15:
        failures.append("only %d verbs were found" % count)
    work(temporary)
    print(count, "verbs")
print("\n".join(failures))
sys.exit(1 if failures else 0)
