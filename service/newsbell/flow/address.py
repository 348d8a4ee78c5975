"""What an article is known by when its producer gave no id: its address, whatever way it is spelled."""

import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST_ID = 512
"""Characters of the longest id on the bus."""

_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref_src", "cmpid", "ncid"})


def article_id(url: str) -> str:
    """The id of an article known by its address: the address without fragment, tracking and accidental spelling.

    User and password in the address are left out. An address that can not be taken apart stands for itself. An id
    of more than 512 characters becomes "url:" and 16 hexadecimal digits of a SHA-256.
    """
    try:
        canonical = _canonical(url.strip())
    except ValueError:  # brackets that hold no IPv6 address, a port that is none, a fragment alone
        canonical = url.strip()
    return fitting(canonical, "url:")


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if not host and not parts.path:
        raise ValueError("no address")
    if ":" in host:
        host = f"[{host}]"
    if port is not None and (parts.scheme, port) not in {("http", 80), ("https", 443)}:
        host = f"{host}:{port}"
    # Bytes that are not UTF-8 stay what they are, or two addresses would become one.
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = urlencode([(key, value) for key, value in pairs if not _tracks(key)], errors="surrogateescape")
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def fitting(identity: str, prefix: str) -> str:
    """The identity where it fits into an id, else a digest of it."""
    return identity if 0 < len(identity) <= LONGEST_ID else prefix + short_digest(identity)


def _tracks(key: str) -> bool:
    return key.lower().startswith("utm_") or key.lower() in _TRACKING


def short_digest(text: str) -> str:
    """16 hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
