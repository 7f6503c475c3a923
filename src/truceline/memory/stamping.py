"""Timestamps of the log by an authority (RFC 3161): asked for with the head, kept, and checked without a network.

Who can rewrite a whole store can compute every hash of it; a head that an authority put its time to was there then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from truceline.errors import StoreError, UsageError, VerificationError
from truceline.store import Stamp

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_MISSING = "Timestamps need another library; install it with: pip install 'truceline[timestamp]'."


def stamp_request(head: str) -> bytes:
    """The request (DER) for a timestamp of a head ``NUMBER:HASH``, as ``verify`` prints it."""
    try:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
    except ImportError as error:
        raise UsageError(_MISSING) from error
    builder = TimestampRequestBuilder().data(head.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return bytes(builder.cert_request(cert_request=True).nonce(nonce=True).build().as_bytes())


def stamped(head: str, request: bytes, answer: bytes, authority: str, trusted: bytes | None = None) -> Stamp:
    """An authority's answer, to be kept; StoreError when it is none, or is about something else."""
    number, _, digest = head.partition(":")
    stamp = Stamp(int(number), digest, authority, answer)
    try:
        check_stamp(stamp, trusted)
    except VerificationError as error:
        raise StoreError(f"{authority} gave no timestamp that holds ({error}) Nothing was added.") from error
    # Older answers could be sent again by somebody between; the nonce says that this one is to this request.
    nonce = _decoded(stamp).tst_info.nonce
    if nonce is None or nonce.to_bytes((nonce.bit_length() + 7) // 8 or 1, "big") not in request:
        raise StoreError(f"{authority} answered another request than ours. Nothing was added.")
    return stamp


def check_stamp(stamp: Stamp, trusted: bytes | None) -> str:
    """When an authority saw a head (RFC 3339). VerificationError when its answer does not hold for it.

    With ``trusted`` (certificates, PEM) the signature is checked, too.
    """
    from cryptography.hazmat.primitives.hashes import SHA256, Hash
    from rfc3161_client import VerificationError as Unsound
    from rfc3161_client import VerifierBuilder

    found = _decoded(stamp)
    digest = Hash(SHA256())
    digest.update(f"{stamp.number}:{stamp.hash}".encode())
    about = f"The timestamp on log entry {stamp.number}"
    info = found.tst_info
    if bytes(info.message_imprint.message) != digest.finalize():
        raise VerificationError(f"{about} is about something else.")
    if trusted is not None:
        builder = VerifierBuilder()
        for certificate in _certificates(trusted):
            builder = builder.add_root_certificate(certificate)
        try:
            builder.build().verify_message(found, f"{stamp.number}:{stamp.hash}".encode())
        except Unsound as error:
            raise VerificationError(f"{about} does not hold: {error}.") from error
    return str(info.gen_time.isoformat())


def _decoded(stamp: Stamp) -> TimeStampResponse:
    try:
        from rfc3161_client import PKIStatus, decode_timestamp_response
    except ImportError as error:
        raise UsageError(_MISSING) from error
    try:
        found = decode_timestamp_response(stamp.answer)
        if PKIStatus(found.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
            raise VerificationError(f"The authority refused: status {found.status}.")
        assert found.tst_info is not None
    except ValueError as error:
        raise VerificationError(f"The timestamp on log entry {stamp.number} cannot be read ({error}).") from error
    return found


def _certificates(pem: bytes) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return list(load_pem_x509_certificates(pem))
    except ValueError as error:
        raise UsageError(
            f"The certificates cannot be read ({re.sub(r'[.]$', '', str(error))}); give them as PEM."
        ) from error
