"""A certificate chain as C2PA wants it: a signer's, issued by an authority that nobody trusts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def make_chain(folder: Path) -> tuple[Path, Path]:
    """Files with the chain and with the signer's key, PEM both."""
    authority, signer = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    of_authority = _certificate("Authority", authority, authority, is_authority=True)
    of_signer = _certificate("Signer", signer, authority, is_authority=False)
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(of_signer.public_bytes(Encoding.PEM) + of_authority.public_bytes(Encoding.PEM))
    key.write_bytes(signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return chain, key


def _certificate(
    name: str, key: EllipticCurvePrivateKey, issuer: EllipticCurvePrivateKey, *, is_authority: bool
) -> x509.Certificate:
    now, usage = datetime.now(UTC), dict.fromkeys(_USAGES, False)
    usage |= {"key_cert_sign": True, "crl_sign": True} if is_authority else {"digital_signature": True}
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named("Authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)
    )
    if not is_authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer, SHA256())


_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _named(name: str) -> x509.Name:
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests of Vignette")
    return x509.Name([organization, x509.NameAttribute(NameOID.COMMON_NAME, name)])
