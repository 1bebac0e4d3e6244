"""Small invented exports and folders of them, for the tests of batches."""

import os
import time

MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
)


def export(name, *, mail=True, joined=True, skills=3, messages=2, more=()):
    """The files of one person's export; `name` makes all of it theirs."""
    number = sum(map(ord, name))
    files = {
        "Profile.csv": f"First Name,Last Name,Headline,Summary\n{name},Quill,Baker,I bake.\n",
        "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
        f"Tern {number},Baker,,,Jan 2010,\n",
        "Skills.csv": "Name\n" + "".join(f"skill {n}\n" for n in range(skills)),
        "messages.csv": MESSAGES
        + f"1,,{name},,Bo,2024-02-03 10:00:00 UTC,Hi,See you there,INBOX\n" * messages,
    }
    if mail:
        files["Email Addresses.csv"] = (
            f"Email Address,Confirmed,Primary,Updated On\n{name.lower()}@example.org,Yes,Yes,\n"
        )
    if joined:
        files["Registration.csv"] = (
            "Registered At,Registration Ip,Subscription Types\n"
            f'"6/7/10, {1 + number % 11}:{number % 60:02} AM",203.0.113.7,\n'
        )
    return files | dict(more)


def tree(folder):
    """Every file below, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def meet(folder, number):
    """Whether as many processes as `number` are here at once."""
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + 60
    while len(list(folder.iterdir())) < number and time.monotonic() < end:
        time.sleep(0.01)
    return len(list(folder.iterdir())) == number
