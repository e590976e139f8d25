"""Somebody who should not be here: tries an address, the whole file and a part of it, and guesses where files might lie."""

from urllib.parse import quote, urlsplit

PART = {"Range": "bytes=0-9"}


def guesses(file):
    """Where a file of the vault would lie if somebody had been careless."""
    inside = f"{file.key[:2]}/{file.key}"
    doors = ["/media", "/media/vault", "/media/images", "/vault"]
    names = [f"{door}/{quote(file.name)}" for door in ("/media", "/media/documents", f"/documents/{file.pk}")]
    return [f"{door}/{inside}" for door in doors] + names + [f"/files/{file.pk}/", f"/post/{file.pk}/file/", f"/files/certificates/{file.pk}/"]


def closed(page, addresses, parts=True):
    """Not there, or led to the sign-in: never the thing itself, neither as a whole nor in part."""
    for address in addresses:
        for headers in ({}, PART) if parts else ({},):
            answer = page.request.get(address, headers=headers, max_redirects=0)
            if answer.status == 301 and answer.headers["location"].endswith(f"{address}/"):
                answer = page.request.get(f"{address}/", headers=headers, max_redirects=0)
            led = answer.status == 302 and "/login/" in urlsplit(answer.headers["location"]).path
            assert led or answer.status == 404, (address, answer.status, answer.headers.get("location"))
